import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole, writing } from '@totalfm/core';
import type { MetricLine } from '@totalfm/core';
import { openMetricLog, type Artifact } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { openPairs } from '../open-pairs.ts';
import type { StageContext, StageResult } from '../stage-context.ts';

export const trainingMetricsFile = 'metrics.jsonl';

/** Compiled training steps, in the folder of the artifacts: a run that is resumed or has other seeds starts quicker. */
const programCacheDir = '.programs';

/**
 * Trains with the trainer of a slot on the pairs of the training split. The artifact is the checkpoint folder, with
 * the training metrics beside it. The trainer's own state lies in the scratch folder, so that it goes on after a kill.
 */
export async function trainingStage(
  context: StageContext,
  stage: 'pretrain' | 'align',
  inputs: { readonly pair: Artifact; readonly pretrain?: Artifact },
): Promise<StageResult> {
  const { container, signal } = context;
  const { seed } = container.experiment;
  const recipe = {
    stage,
    config: {
      trainer: container.identity(stage),
      vision: container.identity('vision'),
      text: container.identity('text'),
      organs: container.experiment.organs,
      seed,
    },
    inputs: { pair: inputs.pair.id, ...(inputs.pretrain ? { pretrain: inputs.pretrain.id } : {}) },
  };
  return context.store.make(
    recipe,
    async (work) => {
      const [trainer, vision, text] = await Promise.all([
        container.get(stage),
        container.get('vision'),
        container.get('text'),
      ]);
      const pairs = await openPairs(container, inputs.pair, signal);
      const workDir = join(work.scratch, 'trainer');
      const outDir = join(work.scratch, 'checkpoint');
      const metricsFile = join(work.scratch, trainingMetricsFile);
      const kept = openMetricLog(metricsFile);
      try {
        if (!pairs.rows.some((row) => row.split === 'train')) {
          throw pipelineErrors.TFM_NO_TRAINING_PAIRS({
            stage,
            message: 'The training split holds no organ pairs.',
            fix: 'Give the cohort more exams, or other splits; failures.jsonl says what was lost.',
          });
        }
        await rm(outDir, { recursive: true, force: true });
        await writing(work.dir, async () => {
          for (const dir of [workDir, outDir]) await mkdir(dir, { recursive: true });
          await trainer.train({
            pairs,
            anatomy: container.anatomy,
            vision,
            text,
            seed,
            workDir,
            outDir,
            signal,
            cacheDir: join(context.store.root, programCacheDir),
            from: inputs.pretrain?.dir,
            progress: context.progress,
            metrics: {
              log(line: MetricLine) {
                // Lines say which stage they are of, whatever the trainer says: it may be used by both.
                const named = { ...line, stage };
                kept.log(named);
                context.metrics.log(named);
              },
            },
          });
          for (const name of await readdir(outDir)) await rename(join(outDir, name), join(work.dir, name));
        });
        await writeFileWhole(join(work.dir, trainingMetricsFile), await readFile(metricsFile).catch(() => ''));
      } finally {
        await pairs.close();
      }
    },
    {
      signal,
      onWait: ({ pid }) => context.progress.warn(`Waiting for process ${pid}, which is training the same model.`),
    },
  );
}
