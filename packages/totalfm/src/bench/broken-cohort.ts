import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPhantomCohort, phantomOptions } from '@totalfm/phantom';
import { failureLine, readRunLines, runFiles, type FailureLine } from '@totalfm/run-format';
import { writeFolderCohort } from '../phantom/write-folder-cohort.ts';
import { breakages, type Breakage } from './breakages.ts';
import { runCommand, type MeasuredCommand } from './run-command.ts';

export interface BrokenCohortOptions {
  readonly exams: number;
  /** How many of them are broken: each way about as many times. */
  readonly broken: number;
  /** Megabytes that the objects of the run may take. */
  readonly heap: number;
  readonly log: (line: string) => void;
}

/** As small as a model can be: what is looked at are the steps that go exam by exam. */
const experiment = `name: broken
seed: 3
cohort: { use: folder, root: exams }
cutter: { size: [16, 16, 16] }
vision: { dim: 24, depth: 1, heads: 2, width: 16, patch: [8, 8, 8] }
text: { dim: 16, depth: 1, heads: 2, width: 16, tokens: 16, vocabulary: 300 }
pretrain: false
align: { steps: 5, batch: 8, warmup: 2, organsPerBatch: 2 }
evaluate: []
`;

/**
 * A cohort of phantoms in a folder, some of them broken in ten ways, run through segment, parse and pair, and then through five
 * steps of training. Throws where a broken exam is not named with its code, or a sound one is lost.
 */
export async function measureBrokenCohort({
  exams,
  broken,
  heap,
  log,
}: BrokenCohortOptions): Promise<Readonly<Record<string, unknown>>> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-broken-'));
  try {
    const damaged = await writeExams(join(dir, 'exams'), exams, broken);
    await writeFile(join(dir, 'experiment.yaml'), experiment);
    log(`${exams} exams written, ${damaged.size} of them broken`);
    const paired = await runCommand(['run', 'experiment.yaml', '--until', 'pair'], { cwd: dir, heap });
    log(`paired in ${paired.seconds.toFixed(0)} s`);
    const trained = await runCommand(['run', 'experiment.yaml'], { cwd: dir, heap });
    const failures = await readRunLines(join(dir, 'runs/broken', runFiles.failures), failureLine);
    checkFailures(failures, damaged);
    const stages = checkStages(paired, exams, damaged);
    return {
      exams,
      broken: damaged.size,
      stages,
      codes: countsOf(failures.map(({ code, level }) => `${level} ${code}`)),
      seconds: paired.seconds,
      memory: paired.memory,
      trainingSeconds: trained.seconds,
    };
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Writes the cohort, and breaks exams evenly over it, one way after another. Gives what was done to each. */
async function writeExams(root: string, exams: number, broken: number): Promise<ReadonlyMap<string, Breakage>> {
  const cohort = createPhantomCohort(phantomOptions.parse({ exams, spacing: [8, 8, 10] }), { organs: [] });
  await writeFolderCohort(cohort, root, { progress: { update: () => {}, warn: () => {} } });
  const ids = (await cohort.list()).map(({ id }) => id);
  const damaged = new Map<string, Breakage>();
  for (let index = 0; index < broken; index++) {
    const [id, breakage] = [ids[Math.floor(((index + 0.5) * exams) / broken)], breakages[index % breakages.length]];
    await breakage.apply(join(root, id));
    damaged.set(id, breakage);
  }
  return damaged;
}

function checkFailures(failures: readonly FailureLine[], damaged: ReadonlyMap<string, Breakage>): void {
  const said = (id: string) => failures.filter(({ exam }) => exam === id).map(({ level, code }) => `${level} ${code}`);
  const wrong = [...damaged].flatMap(([id, { name, code, level }]) =>
    said(id).includes(`${level} ${code}`) ? [] : [`${id} (${name}) should be ${level} ${code}: ${said(id).join(', ')}`],
  );
  const lost = failures.filter(({ exam, level }) => level === 'error' && !damaged.has(exam as string));
  const problems = [...wrong, ...lost.map(({ exam, code }) => `${exam} is sound, and has ${code}`)];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

interface StageCounts {
  readonly stage: string;
  readonly exams?: { readonly done: number; readonly failed: number; readonly skipped: number };
}

/** Exams by outcome of each step; all but those that an error broke have to be paired. */
function checkStages({ output }: MeasuredCommand, exams: number, damaged: ReadonlyMap<string, Breakage>) {
  const stages = (output.stages as readonly StageCounts[]).map(({ stage, exams: counts }) => ({ stage, ...counts }));
  const lost = [...damaged.values()].filter(({ level }) => level === 'error').length;
  const paired = stages.find(({ stage }) => stage === 'pair');
  if (paired?.done !== exams - lost) throw new Error(`${paired?.done} of ${exams - lost} exams are paired.`);
  return stages;
}

function countsOf(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
