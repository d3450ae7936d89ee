import type { Job } from '@totalfm/core';
import { redisCommand, startRedis } from '@totalfm/testing';
import { Queue, Worker } from 'bullmq';
import { afterAll, bench, describe } from 'vitest';
import { createBullMq } from './create-bullmq.ts';

const jobs: readonly Job[] = Array.from({ length: 2000 }, (_, index) => ({ id: `job-${index}`, data: { index } }));
const needs = { privacy: { remote: 'refuse' as const }, secrets: { get: () => undefined, require: () => '' } };
const takers = 4;

const redis = redisCommand ? await startRedis() : undefined;
const open = () => createBullMq({ url: redis?.url ?? '', prefix: 'bench', lostAfter: 60 }, needs);
const [driver, worker] = redis ? [await open(), await open()] : [];
afterAll(async () => {
  for (const queue of [driver, worker]) await queue?.close();
  await redis?.close();
});

/** What the queue itself costs: offering, taking and settling, beside BullMQ's own loop on the same Redis. */
describe.skipIf(!redis || !driver || !worker)('2,000 empty jobs, four at once', () => {
  if (!redis || !driver || !worker) return;
  let round = 0;
  const few = { iterations: 5, warmupIterations: 1 };

  bench(
    'ours',
    async () => {
      const name = `ours-${round++}`;
      let settled = () => {};
      let left = jobs.length;
      const all = new Promise<void>((resolve) => (settled = resolve));
      const done = () => --left === 0 && settled();
      const line = await driver.offer({ name, data: {} }, { progress() {}, done, failed() {} });
      await line.add(jobs);
      const end = new AbortController();
      const take = () => worker.take((one) => one.name === name, end.signal);
      const loops = Array.from({ length: takers }, async () => {
        for (let taken = await take(); taken; taken = await take()) await taken.done({});
      });
      await all;
      end.abort();
      await Promise.all(loops);
      await line.close();
    },
    few,
  );

  bench(
    'BullMQ’s own worker',
    async () => {
      const name = `peer-${round++}`;
      const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
      const queue = new Queue(name, { connection, prefix: 'peer', defaultJobOptions: { removeOnComplete: true } });
      await queue.addBulk(jobs.map(({ id, data }) => ({ name: 'job', data, opts: { jobId: id } })));
      let left = jobs.length;
      await new Promise<void>((resolve) => {
        const peer = new Worker(name, () => Promise.resolve({}), { connection, prefix: 'peer', concurrency: takers });
        peer.on('completed', () => {
          if (--left === 0) void peer.close().then(resolve);
        });
      });
      await queue.obliterate({ force: true });
      await queue.close();
    },
    few,
  );
});
