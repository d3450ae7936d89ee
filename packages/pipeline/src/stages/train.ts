import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole, writing, type ExamListing, type MetricLine, type TrainingPlace } from '@totalfm/core';
import { runFiles } from '@totalfm/run-format';
import { openMetricLog, type WholeWork } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';

/**
 * Lets a trainer work towards an artifact: a checkpoint folder, with the training metrics beside it. The trainer's own state
 * lies in the scratch folder, so that it goes on after a kill.
 */
export async function trainInto(
  stage: string,
  work: WholeWork,
  train: (place: TrainingPlace) => Promise<void>,
): Promise<void> {
  const { dir, scratch, seed, cacheDir, progress, signal } = work;
  const workDir = join(scratch, 'trainer');
  const outDir = join(scratch, 'checkpoint');
  const metricsFile = join(scratch, runFiles.trainingMetrics);
  const kept = openMetricLog(metricsFile);
  const log = (line: MetricLine) => {
    // Lines say which stage they are of, whatever the trainer says; a part of it may be named (`generate/language`).
    const isPart = String(line.stage).startsWith(`${stage}/`);
    const named = { ...line, stage: isPart ? line.stage : stage };
    kept.log(named);
    work.metrics.log(named);
  };
  await rm(outDir, { recursive: true, force: true });
  await writing(dir, async () => {
    for (const folder of [workDir, outDir]) await mkdir(folder, { recursive: true });
    await train({ seed, workDir, outDir, cacheDir, progress, signal, metrics: { log } });
    for (const name of await readdir(outDir)) await rename(join(outDir, name), join(dir, name));
  });
  await writeFileWhole(join(dir, runFiles.trainingMetrics), await readFile(metricsFile).catch(() => ''));
}

/** Throws `TFM_NO_TRAINING_PAIRS` where no exam is of the training split. */
export function needTraining(stage: string, exams: readonly ExamListing[]): void {
  if (!exams.some(({ split }) => split === 'train'))
    throw nothingToLearnFrom(stage, 'None of the exams is of the training split.');
}

export const nothingToLearnFrom = (stage: string, message = 'The training split holds no organ pairs.') =>
  pipelineErrors.TFM_NO_TRAINING_PAIRS({
    stage,
    message,
    fix: 'Give the cohort more exams, or other splits; failures.jsonl says what was lost.',
  });
