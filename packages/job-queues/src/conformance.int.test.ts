import { describeJobQueue, describePlugin, redisCommand, startRedis, type RedisServer } from '@totalfm/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { createBullMq } from './bullmq/index.ts';
import { plugin } from './index.ts';

describePlugin(plugin);

describe.skipIf(!redisCommand)(
  'with a Redis of our own (skipped where neither redis-server nor valkey-server is installed)',
  () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.close());

    const lostAfter = 1;
    const needs = { privacy: { remote: 'refuse' as const }, secrets: { get: () => undefined, require: () => '' } };
    describeJobQueue('bullmq', async () => ({
      lostAfter,
      open: () => createBullMq({ url: redis.url, prefix: 'suite', lostAfter }, needs),
    }));
  },
);
