import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  checkpointFiles,
  checkpointManifest,
  failureLine,
  maskAgreement,
  readRunJson,
  readRunLines,
  reportsLine,
  runFiles,
  runManifest,
  runMetrics,
  savedExperiment,
  scanPhases,
  scoreLine,
  trainingMetricLine,
  type CheckpointManifest,
  type FailureLine,
  type MaskAgreement,
  type ReportsLine,
  type RunManifest,
  type RunMetrics,
  type SavedExperiment,
  type ScanPhases,
  type ScoreLine,
  type TrainingMetricLine,
} from '@totalfm/run-format';
import { runReportErrors } from './errors.ts';

/** What the folder of a run says. Whatever file is missing is empty. */
export interface RunFiles {
  readonly dir: string;
  readonly name: string;
  readonly experiment?: SavedExperiment;
  readonly manifest?: RunManifest;
  /** What each evaluator found, by its key. */
  readonly metrics: RunMetrics;
  /** One line for each step of a stage that trains. */
  readonly training: readonly TrainingMetricLine[];
  readonly scores: readonly ScoreLine[];
  readonly failures: readonly FailureLine[];
  /** True reports of test exams beside those that generators wrote. */
  readonly written: readonly ReportsLine[];
  /** How masks agree with those that came with the exams. */
  readonly masks?: MaskAgreement;
  /** How many exams there are of each contrast phase. */
  readonly phases?: ScanPhases;
  /** `checkpoint.json` of every stage whose artifact has one, in the order of the stages. */
  readonly checkpoints: Readonly<Record<string, CheckpointManifest>>;
}

/** Reads the folder of a run. Throws `TFM_REPORT_NOT_A_RUN` and `TFM_RUN_FORMAT`. */
export async function readRun(runDir: string): Promise<RunFiles> {
  const dir = resolve(runDir);
  const experiment = await readRunJson(join(dir, runFiles.experiment), savedExperiment);
  const metrics = await readRunJson(join(dir, runFiles.metrics), runMetrics);
  if (!experiment && !metrics) {
    throw runReportErrors.TFM_REPORT_NOT_A_RUN({
      file: dir,
      message: `${dir} holds neither ${runFiles.experiment} nor ${runFiles.metrics}.`,
      fix: 'Give the folder of a run, such as runs/NAME.',
    });
  }
  const manifest = await readRunJson(join(dir, runFiles.manifest), runManifest);
  return {
    dir,
    name: experiment?.name ?? basename(dir),
    experiment,
    manifest,
    metrics: metrics ?? {},
    training: lastOfEachStep(await readRunLines(join(dir, runFiles.trainingMetrics), trainingMetricLine)),
    scores: await readRunLines(join(dir, runFiles.scores), scoreLine),
    failures: await readRunLines(join(dir, runFiles.failures), failureLine),
    written: await readRunLines(join(dir, runFiles.writtenReports), reportsLine),
    masks: await readRunJson(join(dir, runFiles.masks), maskAgreement),
    phases: await readRunJson(join(dir, runFiles.phases), scanPhases),
    checkpoints: await readCheckpoints(join(dir, runFiles.artifacts), manifest),
  };
}

async function readCheckpoints(
  dir: string,
  manifest: RunManifest | undefined,
): Promise<Readonly<Record<string, CheckpointManifest>>> {
  const order = manifest?.stages.map(({ stage }) => stage) ?? [];
  const names = await readdir(dir).catch((): string[] => []);
  const stages = [...order.filter((stage) => names.includes(stage)), ...names.filter((name) => !order.includes(name))];
  const read = stages.map(
    async (stage) =>
      [stage, await readRunJson(join(dir, stage, checkpointFiles.manifest), checkpointManifest)] as const,
  );
  return Object.fromEntries(
    (await Promise.all(read)).flatMap(([stage, facts]) => (facts ? [[stage, facts] as const] : [])),
  );
}

/** A run that was stopped and resumed logs some steps twice. */
function lastOfEachStep(lines: readonly TrainingMetricLine[]): TrainingMetricLine[] {
  const byStep = new Map(lines.map((line) => [`${line.stage} ${line.step}`, line]));
  return [...byStep.values()].sort((a, b) => (a.stage === b.stage ? a.step - b.step : 0));
}
