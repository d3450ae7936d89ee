import { spawnSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTotalFmError, writeError, writeFileWhole, writing } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  acquireLock,
  acquireLockOfLiving,
  artifactFile,
  artifactId,
  canonicalJson,
  environmentSecrets,
  openArtifactStore,
  openMetricLog,
} from '../src/index.ts';
import type { ArtifactWork } from '../src/artifacts/artifact.ts';
import { openRunFolder, placeRun } from '../src/run/run-folder.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'totalfm-artifacts-'));
});
afterAll(() => rm(dir, { recursive: true }));

const codeOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isTotalFmError(error) ? error.code : error;
};

describe('canonical JSON', () => {
  it('does not depend on the order of keys, and refuses what JSON cannot hold', () => {
    expect(canonicalJson({ b: [1, { d: 'x', c: null }], a: undefined })).toBe('{"b":[1,{"c":null,"d":"x"}]}');
    expect(canonicalJson({ ä: 1, Z: 2, a: 3 })).toBe('{"Z":2,"a":3,"ä":1}');
    for (const value of [NaN, new Map(), () => 0, { a: [Infinity] }])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('names artifacts for ever: changing this changes every artifact of every user', () => {
    const recipe = { stage: 'pair', config: { size: [8, 8, 8], context: 'box' }, inputs: { ingest: 'ingest-0' } };
    expect(artifactId(recipe)).toBe('pair-6cc831c811c2040f');
    expect(
      artifactId({ inputs: { ingest: 'ingest-0' }, config: { context: 'box', size: [8, 8, 8] }, stage: 'pair' }),
    ).toBe(artifactId(recipe));
    expect(artifactId({ ...recipe, inputs: { ingest: 'ingest-1' } })).not.toBe(artifactId(recipe));
  });
});

describe('the artifact store', () => {
  const recipe = (name: string) => ({ stage: 'demo', config: { name }, inputs: {} });
  const build = async ({ dir, scratch }: ArtifactWork) => {
    await writeFileWhole(join(scratch, 'state'), 'state');
    await mkdir(join(dir, 'sub'), { recursive: true });
    await writeFile(join(dir, 'sub', 'data.bin'), 'data');
    await writeFile(join(dir, 'leftover.bin.tmp'), 'half');
  };

  it('remembers what an artifact took, without what was made inside of its making', async () => {
    const store = openArtifactStore(join(dir, 'shares'));
    const made = await store.make(recipe('a'), build, { shareOfTime: () => 0 });
    expect([made.seconds, await store.seconds(made.artifact.id)]).toEqual([0, 0]);
  });

  it('makes an artifact once, with digests, and leaves no scratch or leftovers', async () => {
    const store = openArtifactStore(join(dir, 'once'));
    const first = await store.make(recipe('a'), build);
    const again = await store.make(recipe('a'), () => Promise.reject(new Error('it must not be made again')));
    expect([first.reused, again.reused, again.artifact.dir]).toEqual([false, true, first.artifact.dir]);
    expect((await readdir(first.artifact.dir)).sort()).toEqual([artifactFile, 'sub']);
    expect(first.artifact.manifest.files).toEqual([
      { path: 'sub/data.bin', bytes: 4, sha256: '3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7' },
    ]);
  });

  it('keeps what an interrupted build did, and goes on', async () => {
    const store = openArtifactStore(join(dir, 'resumed'));
    await expect(
      store.make(recipe('a'), async (work) => {
        await build(work);
        throw new Error('stopped');
      }),
    ).rejects.toThrow('stopped');
    const { artifact } = await store.make(recipe('a'), async ({ scratch }) =>
      expect(await readFile(join(scratch, 'state'), 'utf8')).toBe('state'),
    );
    expect(artifact.manifest.files).toHaveLength(1);
  });

  it('finishes a sealed artifact whose process died before the last rename', async () => {
    const store = openArtifactStore(join(dir, 'sealed'));
    const { artifact } = await store.make(recipe('a'), build);
    await rename(artifact.dir, `${artifact.dir}.work`);
    await mkdir(join(`${artifact.dir}.work`, '.scratch'));
    const again = await store.make(recipe('a'), () => Promise.reject(new Error('it must not be made again')));
    expect(again.artifact.manifest).toEqual(artifact.manifest);
  });

  it('sees a file that was cut short', async () => {
    const store = openArtifactStore(join(dir, 'corrupt'));
    const { artifact } = await store.make(recipe('a'), build);
    await truncate(join(artifact.dir, 'sub', 'data.bin'), 2);
    expect(await codeOf(store.find(recipe('a')))).toBe('TFM_ARTIFACT_CORRUPT');
  });

  it('lets one build at a time run', async () => {
    const store = openArtifactStore(join(dir, 'shared'));
    let builds = 0;
    let waited = 0;
    const slow = () =>
      store.make(
        recipe('a'),
        async (work) => {
          builds++;
          await new Promise((resume) => setTimeout(resume, 50));
          await build(work);
        },
        { onWait: () => waited++ },
      );
    const made = await Promise.all([slow(), slow(), slow()]);
    expect([builds, waited, made.filter(({ reused }) => reused).length]).toEqual([1, 2, 2]);
  });
});

describe('locks', () => {
  it('are taken over from a dead process, never from a living one or another machine', async () => {
    const file = join(dir, 'lock');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    await writeFile(file, JSON.stringify({ pid: dead, host: hostname(), started: '1' }));
    const mine = await acquireLock(file);
    expect(mine).toHaveProperty('release');
    expect(await acquireLock(file)).toMatchObject({ heldBy: { pid: process.pid } });
    if ('release' in mine) await mine.release();
    await writeFile(file, JSON.stringify({ pid: dead, host: 'elsewhere', started: '1' }));
    expect(await acquireLock(file)).toMatchObject({ heldBy: { host: 'elsewhere' } });
  });

  it('of another machine are taken over when they show no sign of life, whatever its clock says', async () => {
    const file = join(dir, 'distant-lock');
    const holder = JSON.stringify({ pid: 1, host: 'elsewhere', machine: 'other', started: '1' });
    await writeFile(file, holder);
    const hourAhead = new Date(Date.now() + 3_600_000);
    let beats = 0;
    const beating = setInterval(() => void utimes(file, hourAhead, new Date(hourAhead.getTime() + ++beats)), 50);
    const living = await acquireLockOfLiving(file, { silenceMs: 2000 });
    clearInterval(beating);
    expect(living).toMatchObject({ heldBy: { host: 'elsewhere' } });
    const taken = await acquireLockOfLiving(file, { silenceMs: 400 });
    expect(taken).toHaveProperty('release');
    if ('release' in taken) await taken.release();
  });

  it('of a container of this machine are not judged by its process ids', async () => {
    const file = join(dir, 'container-lock');
    await writeFile(file, JSON.stringify({ pid: 1, host: hostname(), machine: 'other', started: '1' }));
    expect(await acquireLock(file)).toMatchObject({ heldBy: { machine: 'other' } });
  });

  it('keep a run for one process', async () => {
    const request = { folder: join(dir, 'run'), experiment: { name: 'run' } as never, identityOf: () => '' };
    const open = async () => openRunFolder(await placeRun(request), request);
    const folder = await open();
    expect(await codeOf(open())).toBe('TFM_RUN_LOCKED');
    await folder.close();
    await (await open()).close();
  });
});

describe('training metrics', () => {
  it('drop the lines that a resumed training writes again', async () => {
    const file = join(dir, 'metrics.jsonl');
    const log = (from: number, to: number) => {
      const sink = openMetricLog(file);
      for (let step = from; step <= to; step++) sink.log({ stage: 'align', step, loss: step });
    };
    openMetricLog(file).log({ stage: 'pretrain', step: 9 });
    log(1, 5);
    await appendFile(file, '{"stage":"align","st');
    log(4, 6);
    const lines = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { stage: string; step: number });
    expect(lines.map(({ stage, step }) => `${stage} ${step}`)).toEqual([
      'pretrain 9',
      ...[1, 2, 3, 4, 5, 6].map((step) => `align ${step}`),
    ]);
  });

  it('drop them of each part of a stage, where parts begin anew one after another', async () => {
    const file = join(dir, 'parts.jsonl');
    const log = (...lines: readonly (readonly [string, number])[]) => {
      const sink = openMetricLog(file);
      for (const [stage, step] of lines) sink.log({ stage, step });
    };
    log(['generate/a', 1], ['generate/a', 2], ['generate/b', 1], ['generate/b', 2]);
    log(['generate/a', 2], ['generate/b', 1], ['generate/b', 2]);
    const text = await readFile(file, 'utf8');
    const parts = text
      .trim()
      .split('\n')
      .map((line) => Object.values(JSON.parse(line) as object).join(' '));
    expect(parts).toEqual(['generate/a 1', 'generate/a 2', 'generate/b 1', 'generate/b 2']);
  });
});

describe('write errors', () => {
  it('a full disk has a code, however deep the system says so', async () => {
    const full = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
    expect(await codeOf(writing(dir, () => Promise.reject(new Error('zip failed', { cause: full }))))).toBe(
      'TFM_DISK_FULL',
    );
    expect(await codeOf(writing(dir, () => Promise.reject(Object.assign(new Error('no'), { code: 'EROFS' }))))).toBe(
      'TFM_NOT_WRITABLE',
    );
    expect(writeError('other', dir)).toBe('other');
  });
});

describe('secrets', () => {
  it('come from the environment, and a missing one has a code', () => {
    const secrets = environmentSecrets({ KEY: 'value', EMPTY: '' });
    expect([secrets.get('KEY'), secrets.get('EMPTY')]).toEqual(['value', undefined]);
    expect(() => secrets.require('EMPTY')).toThrow(expect.objectContaining({ code: 'TFM_SECRET_MISSING' }) as Error);
  });
});
