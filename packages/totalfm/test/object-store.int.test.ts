import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { redisCommand, s3Command, startRedis, startS3, type RedisServer, type S3Server } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { tinyFolder } from './support/tiny.ts';

const experiment = `name: tiny
cohort: { use: phantom, exams: 40, seed: 3, maskNoise: 0 }
align: { steps: 2 }
`;

const artifactsOf = (cwd: string) => join(cwd, 'runs/.artifacts');

/** What every artifact is made of, with the digests of its files, wherever they lie. */
const manifests = (cwd: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(artifactsOf(cwd))
      .filter((name) => /-[0-9a-f]{16}$/.test(name))
      .sort()
      .map((id) => [id, readFileSync(join(artifactsOf(cwd), id, 'artifact.json'), 'utf8')]),
  );

/** Several processes that wait for one another, beside other tests. */
const patience = { timeout: 240_000 };

describe.skipIf(!s3Command)(
  'artifacts in a store of objects (skipped where no rclone is installed that serves S3)',
  patience,
  () => {
    let s3: S3Server;
    let whole: string;
    let env: Record<string, string>;
    const upTo = (stage: string) => ['run', 'tiny.yaml', '--until', stage];
    const placeOf = (prefix: string) =>
      `{ use: s3, bucket: ${s3.bucket}, endpoint: "${s3.endpoint}", prefix: ${prefix} }`;
    const there = (prefix: string) => ['--set', `artifacts=${placeOf(prefix)}`];
    beforeAll(async () => {
      s3 = await startS3();
      env = { ...s3.keys };
      whole = tinyFolder(experiment);
      expect(await totalfm(upTo('align'), { cwd: whole })).toMatchObject({ code: 0 });
    }, patience.timeout);
    afterAll(() => s3.close());

    it('are made by machines that share no folder, and are the same', async () => {
      const [first, second, third] = [1, 2, 3].map(() => tinyFolder(experiment));
      expect(await totalfm([...upTo('ingest'), ...there('apart')], { cwd: first, env })).toMatchObject({ code: 0 });
      const shares = [second, third].map((cwd, index) =>
        totalfm(['worker', 'tiny.yaml', '--array', `${index}/2`, ...there('apart')], { cwd, env }),
      );
      for (const share of await Promise.all(shares)) expect(share).toMatchObject({ code: 0 });
      const joined = await totalfm([...upTo('align'), ...there('apart')], { cwd: first, env });
      expect(joined).toMatchObject({ code: 0 });
      expect(manifests(first)).toEqual(manifests(whole));
      const stored = readdirSync(artifactsOf(first), { recursive: true }).map(String);
      expect(stored.filter((path) => /volumes-\d+\.tar$/.test(path))).toEqual([]);
      expect(stored.some((path) => path.endsWith('volumes.parquet'))).toBe(true);
    });

    it('are used by a machine that has none of them, and read by range where somebody looks', async () => {
      const cwd = tinyFolder(experiment);
      const again = await totalfm([...upTo('align'), ...there('apart')], { cwd, env });
      expect(again).toMatchObject({ code: 0 });
      expect(again.stderr).toMatch(/segment +was done/);
      expect(again.stderr).toMatch(/align +was done/);
      const ids = Object.keys(manifests(cwd));
      const look = ['inspect', 'runs/tiny', 'phantom-0001', '--json'];
      const [seen, wanted] = [await totalfm(look, { cwd, env }), await totalfm(look, { cwd: whole })];
      expect(jsonOf(seen)).toEqual(jsonOf(wanted));
      // Another number of steps: volumes are read anew, and nothing before is made again.
      const more = ['--set', 'align.steps=3', '--name', 'more'];
      expect(await totalfm([...upTo('align'), ...there('apart'), ...more], { cwd, env })).toMatchObject({ code: 0 });
      expect(await totalfm([...upTo('align'), ...more], { cwd: whole })).toMatchObject({ code: 0 });
      expect(Object.keys(manifests(cwd)).length).toBe(ids.length + 1);
      expect(manifests(cwd)).toEqual(manifests(whole));
      const blocks = readdirSync(join(artifactsOf(cwd), '.blocks'), { recursive: true, withFileTypes: true });
      expect(blocks.some((entry) => entry.isFile())).toBe(true);
    });

    it('have a code where the store refuses, and where a copy lacks what lies in it', async () => {
      const cwd = tinyFolder(experiment);
      const wrong = await totalfm([...upTo('pair'), ...there('apart'), '--json'], {
        cwd,
        env: { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' },
      });
      expect(jsonOf(wrong)).toMatchObject({ error: { code: 'TFM_OBJECTS_REFUSED' } });
      const option = await totalfm([...upTo('pair'), '--set', 'artifacts={ use: s3 }', '--json'], { cwd, env });
      expect(jsonOf(option)).toMatchObject({ error: { code: 'TFM_OPTION_INVALID' } });
    });

    describe.skipIf(!redisCommand)('and workers at a queue (skipped where no Redis is installed)', () => {
      let redis: RedisServer;
      beforeAll(async () => {
        redis = await startRedis();
      });
      afterAll(() => redis.close());

      it('share no folder with the run, and outlive the store', async () => {
        const [cwd, elsewhere] = [tinyFolder(experiment), tinyFolder('name: elsewhere\n')];
        const kill: (() => void)[] = [];
        let restarted: Promise<void> | undefined;
        const worker = totalfm(['worker', '--redis', redis.url, '--artifacts', placeOf('queue')], {
          cwd: elsewhere,
          env,
          onStderr(text, child: ChildProcess) {
            kill[0] ??= () => child.kill('SIGTERM');
            if (/done tiny/.test(text)) restarted ??= s3.kill().then(() => s3.start());
          },
        });
        const queue = ['--set', `compute.runner={ use: bullmq, url: "${redis.url}" }`];
        const ran = await totalfm([...upTo('align'), ...there('queue'), ...queue], { cwd, env });
        await restarted;
        kill[0]?.();
        expect(ran).toMatchObject({ code: 0 });
        expect(await worker).toMatchObject({ code: 0 });
        expect(restarted).toBeDefined();
        const made = Object.entries(manifests(whole)).filter(([id]) => id in manifests(cwd));
        expect(manifests(cwd)).toEqual(Object.fromEntries(made));
        expect(made.length).toBeGreaterThan(5);
        rmSync(elsewhere, { recursive: true });
      });
    });
  },
);
