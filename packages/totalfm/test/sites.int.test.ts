import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobQueue, ParameterValues } from '@totalfm/core';
import { bullmqOptions, createBullMq } from '@totalfm/job-queues';
import { describeSiteExchange, redisCommand, startRedis, type RedisServer } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { tinyExperiment, tinyFolder } from './support/tiny.ts';
import type { SiteLogLine } from '@totalfm/run-format';
import { coordinate, createDiLoCo, dilocoOptions, type DiLoCoOptions } from '@totalfm/sites';

/** A model of one number that learns the mean of a site’s data: inner steps of gradient descent. */
const learn = (from: ParameterValues, mean: number): ParameterValues => ({
  w: from.w.map((value) => value - 0.5 * (value - mean)),
});

describe.skipIf(!redisCommand)(
  'sites at a queue (skipped where neither redis-server nor valkey-server is installed)',
  { timeout: 240_000 },
  () => {
    let redis: RedisServer;
    let dir: string;
    const opened: JobQueue[] = [];
    beforeAll(async () => {
      redis = await startRedis();
      dir = await mkdtemp(join(tmpdir(), 'totalfm-sites-'));
    });
    afterAll(async () => {
      for (const queue of opened) await queue.close();
      await redis.close();
      await rm(dir, { recursive: true });
    });

    const needs = { privacy: { remote: 'refuse' as const }, secrets: { get: () => undefined, require: () => '' } };
    const open = async () => {
      const queue = await createBullMq(bullmqOptions.parse({ url: redis.url, lostAfter: 2 }), needs);
      opened.push(queue);
      return queue;
    };
    const started = async (run: string, sites: number, patience = 60) => {
      const log: SiteLogLine[] = [];
      const end = new AbortController();
      const parts = { queue: await open(), run, sites, patience, folder: join(dir, run), signal: end.signal };
      const ended = coordinate({ ...parts, log: (line) => void log.push(line) });
      return {
        log,
        async end() {
          end.abort();
          await ended;
        },
      };
    };
    const siteOf = async (run: string, site: string, options: Partial<DiLoCoOptions> = {}) =>
      createDiLoCo(
        dilocoOptions.parse({ queue: '$queue', run, site, every: 10, patience: 30, ...options }),
        await open(),
      );
    const train = async (
      run: string,
      name: string,
      mean: number,
      weight: number,
      { rounds = 12, options = {} } = {},
    ) => {
      const site = await siteOf(run, name, options);
      const joined = await site.join({
        ...{ stage: 'align', steps: rounds * 10, weight, workDir: await mkdtemp(join(dir, `${name}-`)) },
        values: { w: Float32Array.of(weight) },
      });
      let values = joined.start;
      const seen = [values.w[0]];
      for (let round = 1; round <= rounds; round++) {
        values = await joined.exchange(round * 10, learn(values, mean), { loss: Math.abs(values.w[0] - mean) });
        seen.push(values.w[0]);
      }
      await joined.close();
      return seen;
    };

    it('start from one model, end with one, and have learned of all, by their weights', async () => {
      const { log, end } = await started('means', 2);
      const outer = { lr: 0.7, momentum: 0.5 };
      const [one, other] = await Promise.all([
        train('means', 'one', 1, 3, { options: { outer } }),
        train('means', 'other', 5, 1, { options: { outer } }),
      ]);
      expect(one).toEqual(other);
      // (3 · 3 + 1 · 1) / 4: the weighted mean of where they would have begun.
      expect(one[0]).toBe(2.5);
      expect(one.at(-1)).toBeCloseTo((3 * 1 + 1 * 5) / 4, 1);
      await end();
      expect(log.filter(({ what }) => what === 'closed')).toHaveLength(13);
    });

    const coordinators: { end(): Promise<void> }[] = [];
    afterAll(async () => {
      for (const coordinator of coordinators) await coordinator.end();
    });
    const coordinated = new Set<string>();
    describeSiteExchange('diloco', {
      async open(run, site) {
        if (!coordinated.has(run)) {
          coordinated.add(run);
          coordinators.push(await started(run, 2));
        }
        return siteOf(run, site);
      },
    });

    it('go on without one that is late, which is told where the others are when it comes', async () => {
      const { log, end } = await started('late', 2, 2);
      const alone = await train('late', 'punctual', 1, 1, { rounds: 2 });
      const site = await siteOf('late', 'sleeper');
      const joined = await site.join({
        ...{ stage: 'align', steps: 20, weight: 1, workDir: dir },
        values: { w: Float32Array.of(9) },
      });
      expect(joined.start.w[0]).toBe(alone.at(-1));
      await joined.close();
      await end();
      expect(log.some(({ what, site }) => what === 'late' && site === 'sleeper')).toBe(true);
    });

    it('outlive their coordinator, which goes on where it was', async () => {
      const first = await started('restart', 2);
      const both = Promise.all([
        train('restart', 'a', 1, 1, { rounds: 6 }),
        train('restart', 'b', 3, 1, { rounds: 6 }),
      ]);
      while (first.log.filter(({ what }) => what === 'closed').length < 3)
        await new Promise((go) => setTimeout(go, 20));
      await first.end();
      const second = await started('restart', 2);
      const [a, b] = await both;
      expect(a).toEqual(b);
      await second.end();
    });

    it('are refused by name where they send what is not finite, or train another model', async () => {
      const { log, end } = await started('bad', 1);
      const site = await siteOf('bad', 'broken');
      const joined = await site.join({
        ...{ stage: 'align', steps: 20, weight: 1, workDir: dir },
        values: { w: Float32Array.of(1) },
      });
      await expect(joined.exchange(10, { w: Float32Array.of(NaN) }, { loss: 1 })).rejects.toMatchObject({
        code: 'TFM_SITE_NOT_FINITE',
      });
      await joined.close();
      const other = await siteOf('bad', 'other');
      const joining = other.join({
        ...{ stage: 'align', steps: 20, weight: 1, workDir: dir },
        values: { w: Float32Array.of(1, 2) },
      });
      await expect(joining).rejects.toMatchObject({ code: 'TFM_SITES_DIFFER' });
      await end();
      expect(log.filter(({ what }) => what === 'refused').map(({ site }) => site)).toEqual(['broken', 'other']);
    });

    it('are runs of their own from the command line, and end with one model, byte for byte', async () => {
      let coordinator: ChildProcess | undefined;
      const folder = mkdtempSync(join(tmpdir(), 'totalfm-coordinator-'));
      const coordinated = totalfm(['coordinate', 'cli', '--sites', '2', '--redis', redis.url], {
        cwd: folder,
        onStderr: (_, child) => void (coordinator = child),
      });
      const runOf = (site: string, seed: number) => {
        const cwd = tinyFolder(
          `${tinyExperiment}models:\n  queue: { use: bullmq, url: "${redis.url}" }\n  sites: { use: diloco, queue: $queue, run: cli, site: ${site}, every: 4, leastWords: 1 }\n`,
        );
        const set = ['align.sites=$sites', 'pretrain.sites=$sites', `cohort.seed=${seed}`].flatMap((one) => [
          '--set',
          one,
        ]);
        return { cwd, ended: totalfm(['run', 'tiny.yaml', ...set], { cwd }) };
      };
      const sites = [runOf('north', 1), runOf('south', 2)];
      const ends = await Promise.all(sites.map(({ ended }) => ended));
      for (const { code, stderr } of ends) expect(code, stderr).toBe(0);
      coordinator?.kill('SIGTERM');
      expect((await coordinated).stdout).toMatch(/rounds closed/);
      const models = sites.map(({ cwd }) => readFileSync(join(cwd, 'runs/tiny/artifacts/align/model.safetensors')));
      expect(models[0].equals(models[1])).toBe(true);
      const [{ cwd }] = sites;
      const alone = ['--set', 'cohort.seed=1', '--set', 'models={}', '--name', 'alone'];
      expect(await totalfm(['run', 'tiny.yaml', ...alone], { cwd })).toMatchObject({ code: 0 });
      const runs = ['alone', 'tiny'].map((name) => join(cwd, 'runs', name)).join();
      const page = await totalfm(['sites', 'cli', '--site', `north=${runs}`, '--json'], { cwd: folder });
      expect(jsonOf(page)).toMatchObject({ rounds: 6, page: 'runs/.sites/cli/sites.html' });
      const text = readFileSync(join(folder, 'runs/.sites/cli/sites.html'), 'utf8');
      for (const said of ['Rounds of align', 'Rounds of pretrain', 'Validation loss', 'What it is worth'])
        expect(text).toContain(said);
      // Its queue is of no use to a model that is trained.
      const apart = ['--set', 'cohort.seed=9', '--set', 'models.queue.url="redis://127.0.0.1:1"'];
      expect(await totalfm(['evaluate', 'runs/tiny', ...apart], { cwd })).toMatchObject({ code: 0 });
      const unknown = await totalfm(['sites', 'none', '--json'], { cwd: folder });
      expect(jsonOf(unknown)).toMatchObject({ error: { code: 'TFM_SITES_NONE' } });
    });

    it('that nobody answers are told so', async () => {
      const site = await siteOf('nobody', 'alone', { patience: 1 });
      await expect(site.agreeOnWords(new Map())).rejects.toMatchObject({ code: 'TFM_SITES_SILENT' });
    });
  },
);
