import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openExperiment, planRun, resumeRun, runPipeline, type RunOptions } from '@totalfm/runtime';
import type { WrittenLine } from '@totalfm/run-format';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalfm } from '../src/index.ts';
import { bundle } from './bundle.ts';
import { tinyPlugin } from './tiny-components.ts';

let dir: string;
let child: string;
let file: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'totalfm-writing-'));
  child = await bundle('./child.ts');
  file = join(dir, 'tiny.yaml');
  await writeFile(
    file,
    `cohort: { use: tiny, exams: 20 }
segmenter: { use: threshold }
generate: [{ use: words }, { use: words, word: Hepar }]
`,
  );
});
afterAll(async () => {
  await rm(dir, { recursive: true });
  await rm(dirname(child), { recursive: true });
});

const program = { pipeline: totalfm, builtIns: [tinyPlugin] };
const run = async (runsDir: string, set: readonly string[] = [], options: Partial<RunOptions> = {}) =>
  runPipeline(await openExperiment({ file, set }, program), { runsDir: join(dir, runsDir), ...options });
const read = (...path: string[]) => readFile(join(dir, ...path), 'utf8');
const lines = async <T>(...path: string[]) =>
  (await read(...path))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
const written = (runsDir: string) => lines<WrittenLine>(runsDir, 'tiny', 'artifacts', 'write', 'written.jsonl');

/** Files of what writes, and of what a run shows of it. */
async function filesOf(runsDir: string): Promise<Readonly<Record<string, string>>> {
  const root = join(dir, runsDir, 'tiny');
  const files: Record<string, string> = {};
  for (const name of ['metrics.jsonl', 'metrics.json']) files[name] = await read(runsDir, 'tiny', name);
  for (const stage of ['generate', 'write']) {
    const folder = await realpath(join(root, 'artifacts', stage));
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !path.endsWith('.time.json'))
        files[path.slice(dirname(folder).length)] = await readFile(path, 'utf8');
    }
  }
  return files;
}

const runUntilKilled = (runsDir: string, killAt: string) =>
  new Promise<number | string | null>((resolve) => {
    const running = spawn(process.execPath, [child, join(dir, runsDir), file, killAt], { stdio: 'ignore' });
    running.on('close', (code, signal) => resolve(signal ?? code));
  });

describe('a run that writes reports', () => {
  beforeAll(async () => void (await run('whole')));

  it('has one of every test exam by each generator, and gives them to evaluators', async () => {
    const reports = await written('whole');
    const tests = ['003', '007', '011', '015', '019'].map((number) => `exam-${number}`);
    expect(reports.map(({ generator, exam, split }) => [generator, exam, split])).toEqual(
      tests.flatMap((exam) => ['words', 'words-2'].map((generator) => [generator, exam, 'test'])),
    );
    expect(reports[0].report.text).toMatch(/^Liver \d+\.$/);
    expect(reports.at(-1)?.report.text).toMatch(/^Hepar \d+\.$/);
    const { findings } = JSON.parse(await read('whole', 'tiny', 'metrics.json')) as { findings: { details: object } };
    const texts = Object.fromEntries(
      tests.map((exam) => {
        const own = reports.filter((report) => report.exam === exam);
        return [exam, Object.fromEntries(own.map(({ generator, report }) => [generator, report.text]))];
      }),
    );
    expect(findings.details).toMatchObject({ generators: ['words', 'words-2'], texts });
  });

  it('keeps what each generator and composer learned, from training and validation exams', async () => {
    const learned = async (name: string) =>
      JSON.parse(await read('whole', 'tiny', 'artifacts', 'generate', name, 'learned.json')) as object;
    expect(await learned('words')).toMatchObject({ word: 'Liver' });
    expect(await learned('words-2')).toMatchObject({ word: 'Hepar' });
    expect(JSON.parse(await read('whole', 'tiny', 'artifacts', 'write', 'composer-words.json'))).toEqual(
      ['002', '006', '010', '014', '018'].map((number) => `exam-${number} validation`),
    );
    const stages = (await lines<{ stage: string }>('whole', 'tiny', 'metrics.jsonl')).map(({ stage }) => stage);
    expect(stages.filter((stage) => stage !== 'align')).toEqual(
      ['generate/words', 'generate/words-2'].flatMap((stage) => Array.from({ length: 6 }, () => stage)),
    );
  });

  it.each(['generate:3', 'generate:9', 'write:2', 'write:4'])(
    'killed in %s and resumed, ends with the same files byte for byte',
    async (killAt) => {
      const runs = `killed-${killAt.replace(':', '-')}`;
      expect(await runUntilKilled(runs, killAt)).toBe('SIGKILL');
      await resumeRun(join(dir, runs, 'tiny'), {}, program);
      expect(await filesOf(runs)).toEqual(await filesOf('whole'));
    },
  );

  it('goes on where nothing can be written of one exam, and tells it with a code', async () => {
    const { manifest } = await run('mute', ['compose.mute=exam-007']);
    expect((await written('mute')).filter(({ exam }) => exam === 'exam-007')).toEqual([]);
    expect(await written('mute')).toHaveLength(8);
    expect(manifest.failures).toEqual({ TFM_WRITE_FAILED: 1 });
    expect(manifest.stages.find(({ stage }) => stage === 'write')).toMatchObject({
      exams: { done: 4, failed: 1, skipped: 0 },
      failures: { TFM_WRITE_FAILED: 1 },
    });
    const message = ['words', 'words-2'].map((name) => `${name} wrote nothing of exam-007: It is mute.`).join(' ');
    const failure = { stage: 'write', exam: 'exam-007', level: 'error', code: 'TFM_WRITE_FAILED', message };
    expect(await lines('mute', 'tiny', 'failures.jsonl')).toMatchObject([{ ...failure, fix: 'Ask of another.' }]);
  });

  it('is done with an exam of which one generator writes, and tells what the other could not', async () => {
    const { manifest } = await run('half', ['generate.1.mute=exam-007']);
    expect(await written('half')).toHaveLength(9);
    expect(manifest.failures).toEqual({ TFM_WRITE_FAILED: 1 });
    expect(manifest.stages.find(({ stage }) => stage === 'write')).toMatchObject({ exams: { done: 5, failed: 0 } });
  });

  it('goes on where the volumes of one exam cannot be read', async () => {
    const { manifest } = await run('unread', ['pairStore.unreadable=exam-007'], { until: 'write' });
    expect(await written('unread')).toHaveLength(8);
    expect(manifest.failures).toEqual({ TFM_WRITE_FAILED: 1 });
  });

  it('is calibrated without a validation exam that cannot be read, and tells it', async () => {
    const { manifest } = await run('unread-validation', ['pairStore.unreadable=exam-002'], { until: 'write' });
    expect(await written('unread-validation')).toHaveLength(10);
    expect(manifest.failures).toEqual({ TFM_WRITE_FAILED: 1 });
    expect(JSON.parse(await read('unread-validation', 'tiny', 'artifacts', 'write', 'composer-words.json'))).toEqual(
      ['006', '010', '014', '018'].map((number) => `exam-${number} validation`),
    );
  });

  it('fails where nothing can be written of any exam', async () => {
    await expect(run('silent', ['compose.mute=all'])).rejects.toMatchObject({ code: 'TFM_ALL_EXAMS_FAILED' });
    expect(await lines('silent', 'tiny', 'failures.jsonl')).toHaveLength(5);
  });

  it('is refused where a generator asks for pairs of test exams', async () => {
    await expect(run('peeks', ['generate.1.peeks=true'])).rejects.toMatchObject({ code: 'TFM_WRITE_TEST_EXAM' });
  });

  it('runs again what changed: what writes, or what makes reports of it', async () => {
    const runs = async (...set: string[]) =>
      (await planRun(await openExperiment({ file, set }, program), { runsDir: join(dir, 'whole') }))
        .filter(({ action }) => action === 'run')
        .map(({ stage }) => stage);
    expect(await runs()).toEqual([]);
    expect(await runs('generate.0.word=Other')).toEqual(['generate', 'write', 'evaluate']);
    expect(await runs('compose.mute=exam-007')).toEqual(['write', 'evaluate']);
    expect(await runs('generate=[]')).toEqual(['evaluate']);
  });
});
