import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { redisCommand, startRedis, type RedisServer } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, root, totalfm, type CliResult } from './support/cli.ts';
import { artifactDigests } from './support/digests.ts';
import { tinyFolder } from './support/tiny.ts';

const experiment = `name: tiny
cohort: { use: phantom, exams: 40, seed: 3, maskNoise: 0 }
segmenter: { use: label-files }
`;

/** What runs on one machine and on many must have in common: artifacts, but for what only workers are told. */
function results(cwd: string): Record<string, string> {
  const shared = ([path]: [string, string]) => !path.includes('/.setups/');
  return Object.fromEntries(Object.entries(artifactDigests(cwd)).filter(shared));
}

const inParts = ['run', 'tiny.yaml', '--until', 'pair'];
const whole = tinyFolder(experiment);
beforeAll(async () => {
  expect(await totalfm(inParts, { cwd: whole })).toMatchObject({ code: 0 });
}, 240_000);

/** Processes that wait for one another, beside other tests. */
const patience = { timeout: 240_000 };

describe('workers with a fixed share', patience, () => {
  it('make the same artifacts as one process, which a run joins', async () => {
    const cwd = tinyFolder(experiment);
    const early = await totalfm(['worker', 'tiny.yaml', '--array', '0/3', '--json'], { cwd });
    expect(jsonOf(early)).toMatchObject({ error: { code: 'TFM_STAGE_NOT_REACHED' } });
    await totalfm(['run', 'tiny.yaml', '--until', 'ingest'], { cwd });
    const shares = await Promise.all(
      [0, 1, 2].map((index) => totalfm(['worker', 'tiny.yaml', '--array', `${index}/3`, '--json'], { cwd })),
    );
    const exams = shares.map((share) => (jsonOf(share) as never as [{ shares: { exams: number }[] }])[0].shares);
    expect(exams.map(([segmented]) => segmented.exams)).toEqual([16, 16, 8]);
    const joined = await totalfm(inParts, { cwd });
    expect(joined.code).toBe(0);
    expect(results(cwd)).toEqual(results(whole));
  });

  it('says what a share is', async () => {
    for (const array of ['3/3', 'a/b', '-1/2'])
      expect(
        jsonOf(await totalfm(['worker', 'tiny.yaml', `--array=${array}`, '--json'], { cwd: whole })),
      ).toMatchObject({
        error: { code: 'TFM_USAGE' },
      });
  });
});

describe.skipIf(!redisCommand)(
  'workers at a queue (skipped where neither redis-server nor valkey-server is installed)',
  patience,
  () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis(['--requirepass', 'open sesame']);
    });
    afterAll(() => redis.close());

    const env = { REDIS_PASSWORD: 'open sesame' };
    const queued = (prefix: string) => [
      ...inParts,
      '--set',
      `compute.runner={ use: bullmq, url: "${redis.url}", prefix: ${prefix} }`,
    ];
    interface Started {
      readonly ended: Promise<CliResult>;
      readonly child: Promise<ChildProcess>;
    }
    const running: Started[] = [];
    afterAll(async () => {
      for (const { child, ended } of running) {
        (await child).kill('SIGTERM');
        await ended;
      }
    });
    /** A worker at another place than the run; resolves when it listens. */
    async function startWorker(
      cwd: string,
      args: readonly string[],
      onStderr?: (text: string, child: ChildProcess) => void,
      variables: Readonly<Record<string, string>> = {},
    ) {
      let listens: (child: ChildProcess) => void;
      const child = new Promise<ChildProcess>((resolve) => (listens = resolve));
      const ended = totalfm(['worker', '--redis', redis.url, '--lost-after', '2', ...args], {
        cwd,
        env: { ...env, ...variables },
        onStderr(text, of) {
          if (/ started$/m.test(text)) listens(of);
          onStderr?.(text, of);
        },
      });
      const started = { ended, child };
      running.push(started);
      await child;
      return started;
    }
    const artifactsOf = (cwd: string) => join(cwd, 'runs/.artifacts');
    const elsewhere = () => tinyFolder('name: elsewhere\n');

    it('make the same artifacts as one process, and end when they are asked to', async () => {
      const cwd = tinyFolder(experiment);
      const workers = [];
      for (const stages of ['segment,volumes,pair', 'parse,pair'])
        workers.push(
          await startWorker(elsewhere(), ['--prefix', 'plain', '--artifacts', artifactsOf(cwd), '--stages', stages]),
        );
      expect(await totalfm(queued('plain'), { cwd, env })).toMatchObject({ code: 0 });
      expect(results(cwd)).toEqual(results(whole));
      for (const { child } of workers) (await child).kill('SIGTERM');
      const [images, texts] = await Promise.all(workers.map(({ ended }) => ended));
      expect([images.code, texts.code]).toEqual([0, 0]);
      expect(images.stderr).toMatch(/done tiny segment\+volumes part 0/);
      expect(images.stderr).not.toMatch(/done tiny parse/);
      expect(texts.stderr).toMatch(/done tiny parse/);
    });

    it('are watched: by `top`, by Prometheus, and by a collector of traces that the run allows, without a word of a report', async () => {
      const cwd = tinyFolder(experiment);
      const spans: { name: string; traceId: string; attributes: readonly { key: string }[] }[] = [];
      let heard = '';
      const collector = createServer((request, response) => {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
          heard += body;
          const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: typeof spans }[] }[] };
          spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
          response.end('{}');
        });
      });
      await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
      const { port } = collector.address() as AddressInfo;
      const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
      const metrics = port + 1;
      const worker = await startWorker(
        elsewhere(),
        ['--prefix', 'watched', '--artifacts', artifactsOf(cwd), '--metrics', String(metrics)],
        undefined,
        tracing,
      );
      let top: Promise<CliResult> | undefined;
      const { code } = await totalfm(queued('watched'), {
        cwd,
        env: { ...env, ...tracing },
        onStderr(text) {
          if (/segment [1-9]/.test(text))
            top ??= totalfm(['top', '--redis', redis.url, '--prefix', 'watched', '--json'], { cwd, env });
        },
      });
      expect(code).toBe(0);
      expect(jsonOf((await top) as CliResult)).toMatchObject({
        runs: [{ run: 'tiny', total: 40 }],
        workers: [{ concurrency: 1 }],
        refusals: [],
      });
      const numbers = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
      expect(numbers).toContain('totalfm_worker_exams_total{stages="segment+volumes"} 40');
      (await worker.child).kill('SIGTERM');
      await worker.ended;
      collector.close();
      const names = spans.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['run', 'ingest', 'segment and volumes', 'parse', 'pair']));
      // Five chunks of a worker and the stage around them, all in the run's trace.
      expect(names.filter((name) => name === 'parse')).toHaveLength(6);
      expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
      expect(heard).not.toMatch(/lung|liver|phantom-/);
    });

    it('come and go, as the run does, and the same artifacts are there in the end', async () => {
      const cwd = tinyFolder(experiment);
      const args = ['--prefix', 'chaos', '--artifacts', artifactsOf(cwd)];
      const killed = await startWorker(elsewhere(), args, (text, child) => {
        if (/done tiny/.test(text)) child.kill('SIGKILL');
      });
      const first = await totalfm(queued('chaos'), {
        cwd,
        env,
        onStderr: (text, child) => /segment [1-9]/.test(text) && child.kill('SIGKILL'),
      });
      expect(first.signal).toBe('SIGKILL');
      expect((await killed.ended).signal).toBe('SIGKILL');
      await startWorker(elsewhere(), [...args, '--concurrency', '2']);
      await redis.kill();
      await redis.start();
      expect(await totalfm(queued('chaos'), { cwd, env })).toMatchObject({ code: 0 });
      expect(results(cwd)).toEqual(results(whole));
      expect(readdirSync(artifactsOf(cwd)).filter((name) => name.endsWith('.work'))).toEqual([]);
    });

    it('need no clocks that agree: one that is ahead is lost, and one that is behind goes on', async () => {
      const cwd = tinyFolder(experiment);
      const args = ['--prefix', 'clocks', '--artifacts', artifactsOf(cwd)];
      const clock = (hours: number) => {
        const code = `const Real = Date, off = ${hours} * 3600e3;
        globalThis.Date = class Date extends Real {
          constructor(...given) { if (given.length > 0) super(...given); else super(Real.now() + off); }
          static now() { return Real.now() + off; }
        };`;
        return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
      };
      const killOnce = (text: string, child: ChildProcess) => void (/done tiny/.test(text) && child.kill('SIGKILL'));
      const ahead = await startWorker(elsewhere(), args, killOnce, clock(1));
      const ran = totalfm(queued('clocks'), { cwd, env });
      expect((await ahead.ended).signal).toBe('SIGKILL');
      await startWorker(elsewhere(), args, undefined, clock(-1));
      expect(await ran).toMatchObject({ code: 0 });
      expect(results(cwd)).toEqual(results(whole));
    });

    it('leave to others what their own disk cannot hold', async () => {
      const cwd = tinyFolder(experiment);
      const args = ['--prefix', 'disk', '--artifacts', artifactsOf(cwd)];
      const code = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      const { open } = fs.promises;
      fs.promises.open = (path, flags, mode) => typeof flags === 'string' && flags.startsWith('w')
        ? Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })) : open(path, flags, mode);
      syncBuiltinESMExports();`;
      const full = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
      const stuck = await startWorker(elsewhere(), args, undefined, full);
      await startWorker(elsewhere(), args);
      expect(await totalfm(queued('disk'), { cwd, env })).toMatchObject({ code: 0 });
      expect(results(cwd)).toEqual(results(whole));
      (await stuck.child).kill('SIGTERM');
      expect((await stuck.ended).stderr).toMatch(/failed tiny .* TFM_DISK_FULL/);
    });

    it('lose one exam that kills them, by its name, and no other', async () => {
      const cwd = tinyFolder(`${experiment}plugins: [./deadly.mjs]\n`.replace('use: label-files', 'use: deadly'));
      const file = join(cwd, 'deadly.mjs');
      const dist = (name: string) => JSON.stringify(join(root, 'packages', name, 'dist/index.js'));
      writeFileSync(
        file,
        `import { defineComponent, definePlugin, tokens } from ${dist('core')};
       import { createLabelFiles, labelFilesOptions } from ${dist('segmenters')};
       import { z } from ${JSON.stringify(join(root, 'node_modules/zod/index.js'))};
       const files = createLabelFiles(labelFilesOptions.parse({}));
       const segment = (exam, ct, signal) => (exam.id.endsWith('12') ? process.kill(process.pid, 'SIGKILL') : files.segment(exam, ct, signal));
       export const plugin = definePlugin({ name: 'deadly', apiVersion: '^1.0.0', components: [defineComponent({
         provides: tokens.Segmenter, id: 'deadly', description: 'Kills.', options: z.strictObject({}), create: () => ({ ...files, segment }),
       })] });`,
      );
      await startWorker(elsewhere(), ['--prefix', 'deadly', '--artifacts', artifactsOf(cwd), '--plugin', file]);
      const { code, stderr } = await totalfm(queued('deadly'), { cwd, env });
      expect(code, stderr).toBe(0);
      const failures = readFileSync(join(cwd, 'runs/tiny/failures.jsonl'), 'utf8').trim().split('\n');
      const named = failures.map((line) => JSON.parse(line) as { code: string; exam: string });
      expect(named.filter(({ code }) => code === 'TFM_WORKER_CRASHED').map(({ exam }) => exam.slice(-2))).toEqual([
        '12',
      ]);
    });

    it('refuse a folder that is not the run’s, and the run says so and goes on with those that see it', async () => {
      const cwd = tinyFolder(experiment);
      const copy = elsewhere();
      await startWorker(elsewhere(), ['--prefix', 'folders', '--artifacts', copy]);
      let mended = false;
      const { code, stderr } = await totalfm(queued('folders'), {
        cwd,
        env,
        onStderr(text) {
          if (mended || !/TFM_STORE_NOT_SHARED/.test(text)) return;
          mended = true;
          void startWorker(elsewhere(), ['--prefix', 'folders', '--artifacts', artifactsOf(cwd)]);
        },
      });
      expect(stderr).toContain('TFM_STORE_NOT_SHARED');
      expect(code).toBe(0);
      expect(results(cwd)).toEqual(results(whole));
    });

    it('load no plugin that only a run has named', async () => {
      const plugin = (cwd: string) => {
        mkdirSync(join(cwd, 'extra'));
        writeFileSync(join(cwd, 'extra/package.json'), '{ "type": "module" }');
        writeFileSync(
          join(cwd, 'extra/plugin.js'),
          `export const plugin = { kind: 'plugin', name: 'extra', apiVersion: '^1.0.0', components: [] };\nexport default plugin;\n`,
        );
        return join(cwd, 'extra/plugin.js');
      };
      const cwd = tinyFolder(`${experiment}plugins: [./extra/plugin.js]\n`);
      const file = plugin(cwd);
      await startWorker(elsewhere(), ['--prefix', 'plugins', '--artifacts', artifactsOf(cwd)]);
      let mended = false;
      const { code, stderr } = await totalfm(queued('plugins'), {
        cwd,
        env,
        onStderr(text) {
          if (mended || !/TFM_WORKER_PLUGIN/.test(text)) return;
          mended = true;
          void startWorker(elsewhere(), ['--prefix', 'plugins', '--artifacts', artifactsOf(cwd), '--plugin', file]);
        },
      });
      expect(stderr).toContain(`--plugin ${file}`);
      expect(code).toBe(0);
    });

    it.each<[string, (url: string) => string, Record<string, string>, string]>([
      ['no queue', () => 'redis://127.0.0.1:1', env, 'TFM_QUEUE_UNREACHABLE'],
      ['no password', (url) => url, {}, 'TFM_QUEUE_REFUSED'],
      ['a wrong password', (url) => url, { REDIS_PASSWORD: 'wrong' }, 'TFM_QUEUE_REFUSED'],
      ['a password in the address', () => 'redis://:secret@127.0.0.1', env, 'TFM_QUEUE_URL'],
      ['no address', () => '127.0.0.1:6379', env, 'TFM_QUEUE_URL'],
      ['another machine', () => 'redis://queue.example.org', env, 'TFM_PRIVACY_REMOTE'],
    ])('%s is told before any work', async (_what, url, variables, code) => {
      const cwd = tinyFolder(experiment);
      const set = `compute.runner={ use: bullmq, url: "${url(redis.url)}" }`;
      const result = await totalfm([...inParts, '--set', set, '--json'], { cwd, env: variables });
      expect(jsonOf(result)).toMatchObject({ error: { code } });
      expect(result.stdout).not.toContain('secret@');
      expect(readdirSync(cwd)).not.toContain('runs');
    });
  },
);
