import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialValues, writeTensorFiles, namedTensors, prefixed } from '@totalfm/compute';
import type { LanguageModel, ReportGenerator, Triple, VisionEncoder } from '@totalfm/core';
import { createVideoVit, videoVitOptions } from '@totalfm/encoders';
import { llama, llamaOptions } from '@totalfm/language-models';
import { qFormerGenerator, qFormerOptions } from '@totalfm/report-generators';
import { checkpointFiles } from '@totalfm/run-format';
import { testAnatomy } from '@totalfm/testing';
import type { z } from 'zod';

/** Voxels of organ volumes. */
export const size: Triple = [8, 8, 8];

export const vision: VisionEncoder = createVideoVit(
  videoVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 16, patch: [4, 4, 4] }),
  size,
  testAnatomy.organs,
);

export const tinyLlama = async (options: z.input<typeof llamaOptions> = {}): Promise<LanguageModel> =>
  llama.create({
    options: llamaOptions.parse({ dim: 16, depth: 1, heads: 2, kvHeads: 1, context: 96, vocabulary: 300, ...options }),
    needs: {},
    references: {},
  });

/** A checkpoint of an encoder that has learned nothing. */
export async function untrainedCheckpoint(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-untrained-'));
  const values = initialValues(vision.parameters, 2);
  const tensors = namedTensors(vision.parameters, values);
  await writeTensorFiles(join(dir, checkpointFiles.model), prefixed('vision/', tensors));
  return dir;
}

/** Steps that take milliseconds, and texts as long as those of the test pairs. */
const schedule = { warmup: 2, saveEvery: 2, threads: 1, batch: 8, sentences: 4, organsPerBatch: 2 };
const shape = { dim: 16, depth: 1, heads: 2, queries: 2, tokens: 40, maxTokens: 24 };

export async function tinyQFormer(
  options: z.input<typeof qFormerOptions> = {},
  language?: LanguageModel,
): Promise<ReportGenerator> {
  return qFormerGenerator.create({
    options: qFormerOptions.parse({ ...schedule, ...shape, steps: 6, languageSteps: 4, ...options }),
    needs: { vision, language: language ?? (await tinyLlama()) },
    references: {},
  });
}
