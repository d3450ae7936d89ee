import { rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isTotalFmError, organParts, tokens } from '@totalfm/core';
import { slots } from '@totalfm/pipeline';
import { openMetricLog } from '@totalfm/runtime';
import { trainUnet, unetOptions } from '@totalfm/trainers';
import { interruptible } from '../console/interruption.ts';
import { createProgress } from '../console/progress.ts';
import { openOneExperiment } from '../open-one-experiment.ts';

/**
 * Trains a segmenter on the experiment's cohort. What it needs to go on after a kill lies in `DIR.training` until it is done; the
 * folder itself appears whole.
 */
export async function trainSegmenter(
  file: string,
  { output, set = [], steps }: { readonly output: string; readonly set?: readonly string[]; readonly steps?: number },
) {
  const out = resolve(output);
  const training = `${out}.training`;
  const { experiment, container: open } = await openOneExperiment({ file, set });
  const options = unetOptions.parse({ ...(steps !== undefined && { steps }), threads: experiment.compute.threads });
  const container = open();
  const progress = createProgress();
  const signal = interruptible(() => process.stderr.write('\nstopping after this step\n'));
  try {
    const { cohort, anatomy } = await container.components({ cohort: slots.cohort, anatomy: tokens.AnatomyStructures });
    await trainUnet(
      {
        cohort,
        structures: [
          ...new Set(organParts(anatomy.organs).flatMap(({ structures }) => (structures === 'scan' ? [] : structures))),
        ],
        name: basename(out),
        seed: experiment.seed,
        workDir: training,
        cacheDir: join(training, 'programs'),
        outDir: join(training, 'model'),
        metrics: openMetricLog(join(training, 'metrics.jsonl')),
        progress: progress.stage('segmenter'),
        signal,
      },
      options,
    );
    await rm(out, { recursive: true, force: true });
    await rename(join(training, 'model'), out);
    await rm(training, { recursive: true });
  } catch (error) {
    if (isTotalFmError(error) && error.code === 'TFM_CANCELLED')
      process.stderr.write(`stopped; the same command goes on from ${training}\n`);
    throw error;
  } finally {
    progress.end();
    await container.dispose();
  }
  return {
    json: { output: out, steps: options.steps },
    text: `The segmenter is in ${output}: set \`segmenter: { use: nnunet-onnx, model: ${output} }\`.`,
  };
}
