import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import {
  createRandom,
  defineComponent,
  tokens,
  type ParameterValues,
  type TrainContext,
  type Trainer,
  type TrainParts,
  type VisionEncoder,
} from '@totalfm/core';
import {
  l2Normalize,
  matchParameters,
  prefixed,
  readTensorFiles,
  unprefixed,
  type StepDefinition,
} from '@totalfm/compute';
import { checkpointFiles } from '@totalfm/run-format';
import { trainerErrors } from '../errors.ts';
import { createOptimizer, optimizerOption } from '../optimizer-options.ts';
import { scheduleOptions } from '../schedule-options.ts';
import { runSteps, writeCheckpoint } from '../training-loop.ts';
import { createFindingHead } from './finding-head.ts';
import { infoNce, sigmoidLoss } from './losses.ts';
import { createBatchSampler } from './sampler.ts';
import { drawStatement, statementsOf } from './statement.ts';
import { softTargets } from './targets.ts';
import { vocabularyTexts } from './vocabulary-texts.ts';

/** Where the scale stops, as in CLIP. */
const largestScale = 100;

const positive = z.number().int().positive();

export const contrastiveOptions = z.strictObject({
  ...scheduleOptions,
  optimizer: optimizerOption(0.98),
  batch: positive
    .default(16)
    .describe('Pairs a step. At the same number of pairs, small batches learned more than large ones.'),
  loss: z
    .enum(['info-nce', 'sigmoid'])
    .default('info-nce')
    .describe('info-nce: softmax over the batch (CLIP). sigmoid: every combination by itself (SigLIP).'),
  temperature: z
    .number()
    .positive()
    .default(0.1)
    .describe('First temperature; the logit scale is its inverse and is learned.'),
  bias: z.number().default(-10).describe('First logit bias of the sigmoid loss; it is learned.'),
  organsPerBatch: positive.default(4).describe('Organs that share a batch.'),
  byFinding: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the pairs that is drawn by finding, so that rare findings are seen.'),
  wholeText: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the pairs whose text is all that the report says of the organ; the others take one sentence.'),
  findingLoss: z
    .number()
    .min(0)
    .default(1)
    .describe('Weight of a classifier of the parsed findings that both towers share; 0 trains by contrast alone.'),
  vocabularyTexts: positive
    .default(100_000)
    .describe('Training pairs whose texts the vocabulary is learned from, drawn at random where there are more.'),
  augment: z.boolean().default(true).describe('Mirror volumes at random.'),
});

export const contrastive = defineComponent({
  provides: tokens.Trainer,
  id: 'contrastive',
  description:
    'Aligns organ volumes with the sentences about them, with soft targets where sentences state the same findings.',
  options: contrastiveOptions,
  create: ({ options }): Trainer => ({ fit: checkWidths, train: (context) => align(context, options) }),
});

function checkWidths({ vision, text }: Pick<TrainParts, 'vision' | 'text'>): void {
  if (text.width === vision.width) return;
  throw trainerErrors.TFM_TRAIN_WIDTHS({
    option: 'text.width',
    message: `The vision encoder gives ${vision.width} numbers, the text encoder ${text.width}.`,
    fix: 'Give `vision.width` and `text.width` the same value.',
  });
}

async function align(context: TrainContext, options: z.output<typeof contrastiveOptions>): Promise<void> {
  const { vision, pairs, seed } = context;
  checkWidths(context);
  const texts = await vocabularyTexts(pairs, options.vocabularyTexts, createRandom(seed).fork('vocabulary'));
  if (texts.length === 0)
    throw trainerErrors.TFM_TRAIN_NO_PAIRS({
      stage: 'align',
      message: 'No training pair has a sentence.',
      fix: 'Check the reports of the training exams and what the parser found (`totalfm inspect`).',
    });
  const vocabulary = await context.text.train(texts);
  const text = await context.text.load(vocabulary);

  const { batch } = options;
  const head = options.findingLoss > 0 ? createFindingHead(context.anatomy, vision.width) : undefined;
  const square = { shape: [batch, batch], dtype: 'float32' } as const;
  const definition: StepDefinition = {
    name: 'align',
    parameters: {
      ...prefixed('vision/', vision.parameters),
      ...prefixed('text/', text.parameters),
      ...head?.parameters,
      logScale: { shape: [], initial: { constant: Math.log(1 / options.temperature) }, decay: false },
      // InfoNCE is blind to a bias.
      ...(options.loss === 'sigmoid'
        ? { logitBias: { shape: [], initial: { constant: options.bias }, decay: false } }
        : {}),
    },
    inputs: {
      ...prefixed('vision/', vision.inputs(batch)),
      ...prefixed('text/', text.inputs(batch)),
      ...head?.inputs(batch),
      byImage: square,
      byText: square,
      ignore: square,
    },
    loss(parameters, inputs) {
      const images = l2Normalize(vision.embed(unprefixed('vision/', parameters), unprefixed('vision/', inputs)));
      const sentences = l2Normalize(text.embed(unprefixed('text/', parameters), unprefixed('text/', inputs)));
      const scale = tf.exp(tf.minimum(parameters.logScale, Math.log(largestScale)));
      const cosines = tf.matMul(images as tf.Tensor2D, sentences as tf.Tensor2D, false, true);
      const objective = options.loss === 'sigmoid' ? sigmoidLoss : infoNce;
      const contrast = objective({
        cosines,
        byImage: inputs.byImage,
        byText: inputs.byText,
        ignore: inputs.ignore,
        scale,
        bias: parameters.logitBias ?? tf.scalar(0),
      });
      const findings = head?.loss(parameters, inputs, images, sentences);
      return {
        loss: findings ? tf.add(contrast, tf.mul(findings, options.findingLoss)) : contrast,
        contrast,
        ...(findings && { findings }),
        scale,
      };
    },
    optimizer: createOptimizer(options.optimizer),
    clipNorm: options.clipNorm,
  };
  const sampler = createBatchSampler(pairs.columns, options.organsPerBatch, options.byFinding);
  const values = await runSteps(
    context,
    'align',
    definition,
    options,
    async (step) => {
      const random = createRandom(seed).fork(`align/${step}`);
      const indices = sampler.draw(batch, random);
      const [rows, volumes] = await Promise.all([
        pairs.rows(indices),
        Promise.all(indices.map((index) => pairs.volume(index))),
      ]);
      const statements = rows.map((row) => drawStatement(statementsOf(row), options.wholeText, random));
      return {
        ...prefixed('vision/', vision.feeds(volumes, options.augment ? random : undefined)),
        ...prefixed('text/', text.feeds(statements.map((statement) => statement.text))),
        ...softTargets(rows, statements),
        ...head?.feeds(rows, statements),
      };
    },
    context.from === undefined ? undefined : await pretrained(context.from, vision),
  );
  await writeCheckpoint(context, {
    trainer: 'contrastive',
    definition,
    values,
    steps: options.steps,
    samples: options.steps * batch,
    vocabulary,
    head: {
      scale: Math.min(Math.exp(values.logScale[0]), largestScale),
      bias: values.logitBias?.[0] ?? 0,
    },
  });
}

/** The vision parameters of a pretraining checkpoint; what pretraining does not reach starts anew. */
async function pretrained(dir: string, { masked }: VisionEncoder): Promise<ParameterValues> {
  const file = join(dir, checkpointFiles.model);
  return matchParameters(prefixed('vision/', masked?.parameters ?? {}), await readTensorFiles(file), file);
}
