import { join } from 'node:path';
import { createRandom, type GeneratorTraining, type ParameterValues, type VisionEncoder } from '@totalfm/core';
import {
  createBatchSampler,
  findingColumns,
  initialValues,
  matchParameters,
  prefixed,
  readTensorFiles,
  runSteps,
  stateFeeds,
  stateOfPair,
  unprefixed,
} from '@totalfm/compute';
import { checkpointFiles } from '@totalfm/run-format';
import { lessonOf, organFeeds, textFeeds } from './feeds.ts';
import { createPromptTexts } from './prompt.ts';
import type { QFormerOptions } from './options.ts';
import { writerStep, type WriterParts } from './step.ts';

/** The vision encoder of an aligned checkpoint. */
export async function visionValues(vision: VisionEncoder, dir: string): Promise<ParameterValues> {
  const file = join(dir, checkpointFiles.model);
  return matchParameters(vision.parameters, unprefixed('vision/', await readTensorFiles(file)), file);
}

/** Trains Q-Former and adapters, and the vision encoder where it is tuned. */
export async function trainWriter(
  parts: WriterParts,
  context: GeneratorTraining,
  language: ParameterValues,
  options: QFormerOptions,
): Promise<ParameterValues> {
  const { language: model } = parts;
  const vision = parts.vision.sharing?.() ?? parts.vision;
  const { pairs, anatomy, seed } = context;
  const columns = findingColumns(anatomy);
  const definition = writerStep({ ...parts, vision }, options, columns);
  const tools = { texts: createPromptTexts(model, anatomy), anatomy, end: model.tokenizer.ends[0] };
  const sampler = createBatchSampler(pairs.columns, options.organsPerBatch, options.abnormal);
  const { padding } = model.tokenizer;
  const given = {
    ...prefixed('vision/', await visionValues(vision, context.model)),
    ...prefixed('language/', language),
  };
  return runSteps(
    { ...context, workDir: join(context.workDir, 'writer') },
    {
      definition,
      schedule: options,
      savesEnd: true,
      from: { ...initialValues(definition.parameters, seed), ...given },
      async batch(step) {
        const random = createRandom(seed).fork(`generate/${step}`);
        // The sampler gives organ by organ; sentences are learned of the first ones.
        const indices = random.shuffle(sampler.draw(options.batch, random));
        const [rows, volumes] = await Promise.all([
          pairs.rows(indices),
          Promise.all(indices.map((index) => pairs.volume(index))),
        ]);
        const lessons = rows.slice(0, options.sentences).map((row) => lessonOf(row, tools));
        return {
          ...prefixed('vision/', vision.feeds(volumes, options.augment ? random : undefined)),
          ...organFeeds(rows, anatomy),
          ...stateFeeds(rows, columns, stateOfPair),
          ...textFeeds(lessons, { tokens: options.tokens, padding }),
        };
      },
    },
  );
}
