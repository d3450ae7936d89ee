import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isTotalFmError, type TotalFmError } from '@totalfm/core';
import {
  artifactOfRun,
  evaluateRun,
  openExperiment,
  openExperiments,
  planRun,
  pruneArtifacts,
  resumeRun,
  runPipeline,
  type FailureLine,
  type RunManifest,
  type RunOptions,
} from '@totalfm/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalfm } from '../src/index.ts';
import { bundle } from './bundle.ts';
import { tinyPlugin } from './tiny-components.ts';

let dir: string;
let child: string;
let file: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'totalfm-pipeline-'));
  child = await bundle('./child.ts');
  file = join(dir, 'tiny.yaml');
  await writeFile(
    file,
    'cohort: { use: tiny, bad: [3, 17], silent: [5] }\nsegmenter: { use: threshold }\npretrain: { use: videomae }\n',
  );
});
afterAll(async () => {
  await rm(dir, { recursive: true });
  await rm(dirname(child), { recursive: true });
});

const program = { pipeline: totalfm, builtIns: [tinyPlugin] };
const run = async (runsDir: string, set: readonly string[] = [], options: Partial<RunOptions> = {}) =>
  runPipeline(await openExperiment({ file, set }, program), { runsDir: join(dir, runsDir), ...options });
const plan = async (runsDir: string, set: readonly string[] = []) =>
  planRun(await openExperiment({ file, set }, program), { runsDir: join(dir, runsDir) });
const resume = (...path: string[]) => resumeRun(join(dir, ...path), {}, program);

/** Exit code or signal of a run in a process of its own, and what it printed. */
const runChild = (
  runsDir: string,
  { killAt = '-', set = [], diesAt }: { killAt?: string; set?: readonly string[]; diesAt?: string } = {},
) =>
  new Promise<{ end: number | string | null; output: string }>((resolve) => {
    const env = { ...process.env, ...(diesAt ? { TINY_DIES_AT: diesAt, TINY_MARKER: join(dir, 'never') } : {}) };
    const running = spawn(process.execPath, [child, join(dir, runsDir), file, killAt, ...set], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    running.stdout.on('data', (text) => (output += String(text)));
    running.on('close', (code, signal) => resolve({ end: signal ?? code, output }));
  });

/** SHA-256 of every artifact's file, by artifact and path; and of the run's results. */
async function digests(runsDir: string): Promise<Record<string, string>> {
  const hash = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  const root = join(dir, runsDir, '.artifacts');
  const entries = (await readdir(root, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.time.json'),
  );
  const paths = [
    ...entries.map((entry) => join(entry.parentPath, entry.name)),
    ...['experiment.json', 'metrics.json', 'metrics.jsonl', 'scores.jsonl', 'failures.jsonl'].map((name) =>
      join(dir, runsDir, 'tiny', name),
    ),
  ];
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path.slice(join(dir, runsDir).length), await hash(path)] as const)),
  );
}

const failure = async (work: Promise<unknown>): Promise<TotalFmError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isTotalFmError(error)) throw error ?? new Error('it should have failed');
  expect(error.fix).toBeTruthy();
  return error;
};

const json = async <T>(...path: string[]) => JSON.parse(await readFile(join(dir, ...path), 'utf8')) as T;
const lines = async <T>(...path: string[]) =>
  (await readFile(join(dir, ...path), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

describe('a run', () => {
  let whole: Record<string, string>;
  beforeAll(async () => {
    await run('whole');
    whole = await digests('whole');
  });

  it('goes from exams to scores, and one bad exam takes no other down', async () => {
    const manifest = await json<RunManifest>('whole', 'tiny', 'manifest.json');
    expect(manifest).toMatchObject({
      status: 'done',
      failures: { TFM_TINY_BAD: 2 },
      seeds: { seed: 0, 'cohort.seed': 1 },
      components: { align: { id: 'contrastive', plugin: 'tiny' } },
    });
    expect(manifest.stages.map(({ stage, exams }) => [stage, exams && Object.values(exams)])).toEqual([
      ['ingest', [40, 0, 0]],
      ['segment', [38, 2, 0]],
      ['volumes', [38, 0, 2]],
      ['parse', [40, 0, 0]],
      ['pair', [38, 0, 2]],
      ['pretrain', undefined],
      ['align', undefined],
      ['evaluate', undefined],
    ]);
    expect(manifest.peakMemoryBytes).toBeGreaterThan(1e6);
    const failures = await lines<FailureLine>('whole', 'tiny', 'failures.jsonl');
    expect(failures.map(({ stage, exam, level, code }) => [stage, exam, level, code])).toEqual([
      ['segment', 'exam-003', 'error', 'TFM_TINY_BAD'],
      ['segment', 'exam-017', 'error', 'TFM_TINY_BAD'],
      ['parse', 'exam-005', 'warning', 'TFM_REPORT_MISSING'],
    ]);
    expect(await json('whole', 'tiny', 'metrics.json')).toEqual({
      findings: expect.objectContaining({ details: { threshold: expect.any(Number), tests: 9 } }),
      organLesions: expect.objectContaining({ details: { threshold: expect.any(Number), tests: 9 } }),
    });
    expect(await lines('whole', 'tiny', 'scores.jsonl')).toHaveLength(18);
    // Both evaluators have the same reports.
    expect(await lines('whole', 'tiny', 'written-reports.jsonl')).toHaveLength(9);
    expect(
      (await lines<{ stage: string; step: number }>('whole', 'tiny', 'metrics.jsonl')).map(
        ({ stage, step }) => `${stage} ${step}`,
      ),
    ).toEqual(
      ['pretrain', 'align'].flatMap((stage) => Array.from({ length: 10 }, (_, index) => `${stage} ${index + 1}`)),
    );
    expect((await artifactOfRun(join(dir, 'whole', 'tiny'), 'align')).dir).toBe(
      await realpath(join(dir, 'whole', 'tiny', 'artifacts', 'align')),
    );
  });

  it('uses every artifact again, also in another run, and never for another seed', async () => {
    const again = await run('whole');
    expect(again.manifest.stages.every(({ reused }) => reused)).toBe(true);
    const other = await run('whole', ['seed=3', 'name=other']);
    expect(other.manifest.stages.map(({ stage, reused }) => reused && stage).filter(Boolean)).toEqual([
      'ingest',
      'segment',
      'volumes',
      'parse',
      'pair',
    ]);
    await rm(join(dir, 'whole', 'other'), { recursive: true });
    expect(
      await digests('whole').then((found) =>
        Object.fromEntries(Object.entries(found).filter(([path]) => path in whole)),
      ),
    ).toEqual(whole);
  });

  it.each<[string, Parameters<typeof runChild>[1]]>([
    ['ingest', { killAt: 'ingest:1' }],
    ['segment', { killAt: 'segment:20' }],
    ['parse', { killAt: 'parse:12' }],
    ['pair', { killAt: 'pair:30' }],
    ['volumes, within a piece', { diesAt: 'volumes-piece-2' }],
    ['volumes, within the table', { diesAt: 'volumes-finish' }],
    ['pair, within a piece', { diesAt: 'pairs-piece-2' }],
    ['pair, within the table', { diesAt: 'pairs-finish' }],
    ['pretrain', { killAt: 'pretrain:5' }],
    ['pretrain, with the checkpoint half moved', { diesAt: 'videomae-checkpoint' }],
    ['align', { killAt: 'align:8' }],
    ['evaluate', { killAt: 'evaluate:1' }],
  ])('killed in %s and resumed, ends with the same files byte for byte', async (name, kill) => {
    const runs = `killed-${name.replace(/\W+/g, '-')}`;
    expect((await runChild(runs, kill)).end).toBe('SIGKILL');
    expect(await json(runs, 'tiny', 'manifest.json')).toMatchObject({ status: 'running' });
    await resume(runs, 'tiny');
    expect(await digests(runs)).toEqual(whole);
  });

  it('on worker threads makes the same files, whether killed or not', async () => {
    const set = ['compute.workers=3'];
    // The resolved experiment says how many workers there were; nothing else may.
    const withoutExperiment = ({ '/tiny/experiment.json': _experiment, ...rest }: Record<string, string>) => rest;
    expect(await runChild('threads', { set })).toMatchObject({ end: 0 });
    expect(withoutExperiment(await digests('threads'))).toEqual(withoutExperiment(whole));
    expect((await runChild('killed-threads', { set, killAt: 'segment:14' })).end).toBe('SIGKILL');
    expect(await runChild('killed-threads', { set })).toMatchObject({ end: 0 });
    expect(withoutExperiment(await digests('killed-threads'))).toEqual(withoutExperiment(whole));
  });

  it('outlives workers: only the exam that kills them fails', async () => {
    expect(await runChild('crashed', { set: ['compute.workers=2', 'segmenter.crashes=exam-020'] })).toMatchObject({
      end: 0,
    });
    const failures = await lines<FailureLine>('crashed', 'tiny', 'failures.jsonl');
    expect(failures.filter(({ code }) => code === 'TFM_WORKER_CRASHED').map(({ exam }) => exam)).toEqual(['exam-020']);
  });

  it('stops where it is asked to, and when it is cancelled, and goes on', async () => {
    expect((await run('stopped', [], { until: 'parse' })).manifest.stages).toHaveLength(4);
    const controller = new AbortController();
    const stageStarted = (stage: string) => ({
      update: (done: number) => void (stage === 'align' && done === 5 && controller.abort()),
      warn() {},
    });
    expect((await failure(run('stopped', [], { signal: controller.signal, sinks: { stageStarted } }))).code).toBe(
      'TFM_CANCELLED',
    );
    expect(await json('stopped', 'tiny', 'manifest.json')).toMatchObject({
      status: 'stopped',
      error: { code: 'TFM_CANCELLED' },
    });
    await resume('stopped', 'tiny');
    expect(await digests('stopped')).toEqual(whole);
  });

  it('on worker threads can be cancelled, and goes on', async () => {
    const controller = new AbortController();
    const stageStarted = (stage: string) => ({
      update: (done: number) => void (stage === 'segment' && done === 3 && controller.abort()),
      warn() {},
    });
    expect(
      (
        await failure(
          run('cancelled', ['compute.workers=2'], {
            signal: controller.signal,
            sinks: { stageStarted },
            workerEntry: child,
          }),
        )
      ).code,
    ).toBe('TFM_CANCELLED');
    await run('cancelled');
    expect(await digests('cancelled')).toEqual(whole);
  });

  it('in a folder that was moved resumes there', async () => {
    await run('moved', [], { until: 'pair' });
    await rename(join(dir, 'moved'), join(dir, 'moved-away'));
    await resume('moved-away', 'tiny');
    expect(await digests('moved-away')).toEqual(whole);
  });

  it('keeps the view of a finished run until another experiment’s is whole', async () => {
    await run('renamed');
    const before = await digests('renamed');
    const error = await failure(run('renamed', ['seed=9'], { until: 'ingest' }));
    expect(error).toMatchObject({ code: 'TFM_RUN_NAME_TAKEN', fix: expect.stringContaining('--replace') });
    // What cannot work costs nothing either.
    const misfit = await failure(run('renamed', ['align.fits=false'], { replace: true }));
    expect(misfit).toMatchObject({ code: 'TFM_TINY_BAD', where: { file: '--set align.fits=false' } });
    const hopeless = run('renamed', ['cohort.exams=4', 'cohort.bad=[0, 1, 2, 3]'], { replace: true });
    expect((await failure(hopeless)).code).toBe('TFM_ALL_EXAMS_FAILED');
    expect(await digests('renamed')).toMatchObject(before);

    const replaced = await run('renamed', ['seed=9'], { replace: true });
    expect(replaced.dir).toBe(join(dir, 'renamed', 'tiny'));
    expect(await json('renamed', 'tiny', 'experiment.json')).toMatchObject({ seed: 9 });
    expect((await readdir(join(dir, 'renamed'))).filter((name) => name.includes('tiny'))).toEqual(['tiny']);
  });

  it('an unfinished run of its name makes way, and leaves nothing that could be taken for this one’s', async () => {
    await failure(run('unfinished', ['cohort.exams=4', 'cohort.bad=[0, 1, 2, 3]']));
    await run('unfinished', [], { until: 'ingest' });
    expect((await readdir(join(dir, 'unfinished', 'tiny'))).sort()).toEqual([
      'artifacts',
      'experiment.json',
      'failures.jsonl',
      'log.jsonl',
      'manifest.json',
    ]);
  });

  it('opens each CT once for label maps and volumes, also on worker threads and after a kill', async () => {
    const read = async (runsDir: string) =>
      (await readFile(join(dir, runsDir, 'reads'), 'utf8')).split('\n').filter(Boolean);
    for (const [runsDir, set] of [
      ['once', []],
      ['once-threads', ['compute.workers=2']],
    ] as const) {
      await mkdir(join(dir, runsDir));
      process.env.TINY_READS = join(dir, runsDir, 'reads');
      await run(runsDir, set, { until: 'pair', workerEntry: child }).finally(() => delete process.env.TINY_READS);
      expect((await read(runsDir)).sort()).toEqual(
        Array.from({ length: 40 }, (_, exam) => `exam-${String(exam).padStart(3, '0')}`),
      );
    }
  });

  it('reads label maps that lie with the exam without storing them', async () => {
    await run('passthrough', ['segmenter.use=label-files']);
    expect((await readdir(join(dir, 'passthrough', 'tiny', 'artifacts', 'segment'))).sort()).toEqual([
      'artifact.json',
      'journal.jsonl',
      'labels.index.json',
      'labels.jsonl',
    ]);
    const { findings } = await json<{ findings: object }>('whole', 'tiny', 'metrics.json');
    expect(await json('passthrough', 'tiny', 'metrics.json')).toMatchObject({ findings });
    // Volumes that are cut again ask for the label maps again.
    const cut = await run('passthrough', ['segmenter.use=label-files', 'cutter.edition=1', 'name=cut'], {
      until: 'volumes',
    });
    expect(cut.manifest.stages.map(({ reused }) => reused)).toEqual([true, true, false]);
  });
});

describe('identity', () => {
  beforeAll(async () => void (await run('identity')));
  const runs = async (...set: string[]) =>
    (await plan('identity', set)).filter(({ action }) => action === 'run').map(({ stage }) => stage);
  const all = totalfm.stages.map(({ name }) => name).filter((name) => !['generate', 'write'].includes(name));
  const from = (stage: string, ...without: string[]) =>
    all.slice(all.indexOf(stage)).filter((name) => !without.includes(name));

  it('is what is read: stages run again that read what has changed, and no others', async () => {
    expect(await runs()).toEqual([]);
    expect(await runs('cohort.reportEdition=1')).toEqual(['ingest', 'parse', 'pair', 'align', 'evaluate']);
    expect(await runs('parser.edition=1')).toEqual(['parse', 'pair', 'align', 'evaluate']);
    expect(await runs('cutter.edition=1')).toEqual(from('volumes', 'parse'));
    expect(await runs('pretrain.steps=3')).toEqual(from('pretrain'));
    expect(await runs('align.steps=3')).toEqual(['align', 'evaluate']);
    expect(await runs('evaluate=[{ use: findings }]')).toEqual(['evaluate']);
    expect(await runs('cohort.seed=3')).toEqual(all);
    expect(await runs('seed=3')).toEqual(['pretrain', 'align', 'evaluate']);
  });

  it('is not what changes no result', async () => {
    expect(await runs('align.saveEvery=7', 'compute.workers=3')).toEqual([]);
  });

  it('is told before anything runs, with its reasons and the time that it took', async () => {
    const plans = await plan('identity', ['align.steps=3', 'parser.edition=1']);
    expect(plans.map(({ stage, action, because }) => [stage, action, because])).toEqual([
      ['ingest', 'reuse', []],
      ['segment', 'reuse', []],
      ['volumes', 'reuse', []],
      ['parse', 'run', ['parser.edition']],
      ['pair', 'run', ['parser.edition', 'report']],
      ['pretrain', 'reuse', []],
      ['align', 'run', ['align.steps', 'pair']],
      ['evaluate', 'run', ['align.steps', 'parser.edition', 'model', 'reports', 'pair', 'modelPair']],
    ]);
    expect(plans.every(({ seconds = 0 }) => seconds > 0)).toBe(true);
  });

  it('leaves artifacts that no run uses to be pruned, and none that one does', async () => {
    await run('identity', ['align.steps=3', 'name=other']);
    await rm(join(dir, 'identity', 'other'), { recursive: true });
    const unused = await pruneArtifacts(join(dir, 'identity'), { remove: false });
    expect(unused.map(({ name }) => name.replace(/-.*/, ''))).toEqual(['align', 'evaluate']);
    expect(unused.every(({ bytes }) => bytes > 0)).toBe(true);
    await pruneArtifacts(join(dir, 'identity'), { remove: true });
    expect(await pruneArtifacts(join(dir, 'identity'), { remove: false })).toEqual([]);
    expect(await runs()).toEqual([]);
  });

  it('keeps half of an artifact for a run that may go on from it, and for no other', async () => {
    const [root, half] = [join(dir, 'identity'), 'align-0123456789abcdef.work'];
    const [name] = (await readdir(root)).filter((entry) => !entry.startsWith('.'));
    await mkdir(join(root, '.artifacts', half));
    const pruned = async (status: string) => {
      const file = join(root, name, 'manifest.json');
      await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), status }));
      return (await pruneArtifacts(root, { remove: false })).map((unused) => unused.name);
    };
    expect(await pruned('stopped')).toEqual([half]);
    await rm(join(root, name, 'artifacts/align'));
    expect(await pruned('stopped')).not.toContain(half);
    expect(await pruned('done')).toContain(half);
  });
});

describe('bad input', () => {
  it('a full disk has a code, and the run goes on once there is space', async () => {
    process.env.TINY_DEVICE = '/dev/full';
    const error = await failure(run('full')).finally(() => delete process.env.TINY_DEVICE);
    expect(error).toMatchObject({ code: 'TFM_DISK_FULL', fix: expect.stringContaining('resume') });
    expect(await json('full', 'tiny', 'manifest.json')).toMatchObject({
      status: 'failed',
      error: { code: 'TFM_DISK_FULL' },
    });
    await resume('full', 'tiny');
    expect(await json('full', 'tiny', 'metrics.json')).toMatchObject({ findings: { details: { tests: 9 } } });
  });

  it.runIf(process.getuid?.() !== 0)('a folder that cannot be written to has a code', async () => {
    await mkdir(join(dir, 'locked'));
    await chmod(join(dir, 'locked'), 0o500);
    expect((await failure(run('locked'))).code).toBe('TFM_NOT_WRITABLE');
  });

  it('a cohort without exams, and one whose exams all fail, stop the run and say why', async () => {
    expect((await failure(run('empty', ['cohort.exams=0']))).code).toBe('TFM_COHORT_EMPTY');
    const error = await failure(run('hopeless', ['cohort.exams=4', 'cohort.bad=[0, 1, 2, 3]']));
    expect(error).toMatchObject({
      code: 'TFM_ALL_EXAMS_FAILED',
      message: expect.stringContaining('TFM_TINY_BAD (4)'),
      fix: 'Repair it.',
    });
    expect(await lines('hopeless', 'tiny', 'failures.jsonl')).toHaveLength(4);
    expect(
      (await readdir(join(dir, 'hopeless', '.artifacts'))).filter(
        (name) => name.startsWith('segment') && !name.endsWith('.json'),
      ),
    ).toEqual([]);
    expect((await failure(run('untrained', ['cohort.exams=4', 'cohort.bad=[0, 1]']))).code).toBe(
      'TFM_NO_TRAINING_PAIRS',
    );
  });

  it('a cohort without the exams that a stage needs stops the run before one is opened, but not up to that stage', async () => {
    // The first exam of four is for training, the last one is a test.
    expect(await failure(run('untested', ['cohort.exams=3']))).toMatchObject({ message: 'There is no test.' });
    expect(await readdir(join(dir, 'untested')).then((names) => names.includes('.artifacts'))).toBe(false);
    await run('untested', ['cohort.exams=3'], { until: 'align' });
  });

  it('a list with mistakes loses the exams that have them only', async () => {
    await run('listing', ['cohort.listing=broken'], { until: 'ingest' });
    const failures = await lines<FailureLine>('listing', 'tiny', 'failures.jsonl');
    expect(failures.map(({ code }) => code)).toEqual([
      'TFM_EXAM_DUPLICATE',
      'TFM_EXAM_ID_INVALID',
      'TFM_PATIENT_SPLIT',
    ]);
    expect(await lines('listing', 'tiny', 'artifacts', 'ingest', 'exams.jsonl')).toHaveLength(40);
  });

  it('a folder without a run, and a stage that is not reached, have codes', async () => {
    expect((await failure(resumeRun(dir, {}, program))).code).toBe('TFM_RUN_NOT_FOUND');
    await run('early', [], { until: 'pair' });
    expect((await failure(evaluateRun(join(dir, 'early', 'tiny'), {}, program))).code).toBe('TFM_STAGE_NOT_REACHED');
  });
});

describe('evaluateRun', () => {
  interface Metrics {
    readonly findings: { readonly details: { readonly threshold: number; readonly tests: number } };
  }
  const score = async (...set: string[]) => {
    const result = await evaluateRun(join(dir, 'trained', 'tiny'), { set }, program);
    return { ...result, metrics: JSON.parse(await readFile(join(result.dir, 'metrics.json'), 'utf8')) as Metrics };
  };

  it('scores exams that the run never saw, with the thresholds of its own validation exams', async () => {
    await run('trained');
    const own = await json<Metrics>('trained', 'tiny', 'metrics.json');
    const fresh = await score('cohort.seed=2', 'cohort.exams=20');
    expect(fresh.dir).toContain(join('tiny', 'evaluations'));
    expect(fresh.metrics.findings.details).toEqual({ threshold: own.findings.details.threshold, tests: 18 });
    expect(fresh.manifest.stages.map(({ stage }) => stage)).toEqual([
      'ingest',
      'segment',
      'volumes',
      'parse',
      'pair',
      'align',
      'evaluate',
    ]);
    expect(await json('trained', 'tiny', 'metrics.json')).toEqual(own);
  });

  it('never counts an exam as new that the run was trained on', async () => {
    expect((await score('segmenter.use=label-files')).metrics.findings.details.tests).toBe(9);
    expect((await score('cohort.exams=48')).metrics.findings.details.tests).toBe(9 + 8);
  });

  it.each(['pretrain=false', 'pretrain=null'])('scores a model that had no pretraining (%s)', async (without) => {
    const at = join('unpretrained', without);
    await run(at, [without]);
    expect(await json(at, 'tiny', 'experiment.json')).toMatchObject({ pretrain: false });
    const { dir: scored } = await evaluateRun(join(dir, at, 'tiny'), { set: ['cohort.seed=2'] }, program);
    expect(await readdir(scored)).toContain('metrics.json');
  });

  it('takes another model at each point of a sweep over `from`', async () => {
    await run('trained', ['name=other', 'align.steps=3']);
    const from = ['tiny', 'other'].map((name) => join(dir, 'trained', name));
    const opened = await openExperiments({ values: { sweep: { from } } }, program);
    const steps = opened.map(({ experiment }) => [experiment.from, (experiment.align as { steps: number }).steps]);
    expect(steps[1]).toEqual([from[1], 3]);
    expect(steps[0][1]).not.toBe(3);
  });

  it('refuses overrides that would change the model', async () => {
    for (const [option, set] of [
      ['align.steps', 'align.steps=3'],
      ['cutter.edition', 'cutter.edition=2'],
      ['seed', 'seed=8'],
    ])
      expect(await failure(score(set))).toMatchObject({
        code: 'TFM_EXPERIMENT_TRAINED',
        where: { option, file: `--set ${set}` },
      });
    await score('align.saveEvery=9', 'cohort.seed=2');
  });
});
