import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import {
  createRandom,
  defineComponent,
  tokens,
  type MaskedVision,
  type Masking,
  type PretrainContext,
  type Pretrainer,
  type SiteExchange,
  type VisionEncoder,
} from '@totalfm/core';
import {
  createOptimizer,
  optimizerOption,
  prefixed,
  runSteps,
  scheduleOptions,
  type StepDefinition,
  unprefixed,
  writeCheckpoint,
} from '@totalfm/compute';
import { trainerErrors } from '../errors.ts';
import { measuredValues } from '../measured.ts';
import { microBatches } from '../micro-batches.ts';
import { createDecoder } from './decoder.ts';
import { reconstructionLoss } from './reconstruction-loss.ts';

const positive = z.number().int().positive();

export const videomaeOptions = z.strictObject({
  ...scheduleOptions,
  optimizer: optimizerOption(0.95),
  microBatch: positive
    .optional()
    .describe('Volumes that are in memory at once; it divides the batch, whose gradients it adds up. Default: all.'),
  maskRatio: z.number().gt(0).lt(1).default(0.9).describe('Share of the tubes that is masked.'),
  sites: z
    .string()
    .optional()
    .describe('Other sites that pretrain the same encoder: `$name` of an entry of `models`. Default: none.'),
  decoderDim: positive.default(64).describe('Width of the decoder.'),
  decoderDepth: positive.default(1).describe('Blocks of the decoder.'),
  decoderHeads: positive.default(4).describe('Attention heads of the decoder.'),
});

type Options = z.output<typeof videomaeOptions>;

export const videomae = defineComponent({
  provides: tokens.Pretrainer,
  id: 'videomae',
  version: '2',
  description: 'Masked pretraining of the vision encoder: rebuild the masked tubes of organ volumes (VideoMAE).',
  options: videomaeOptions,
  references: { sites: tokens.SiteExchange },
  create: ({ options, references: { sites } }): Pretrainer => ({
    fit({ vision }) {
      maskingOf(vision, options);
      microBatches('pretrain', options);
    },
    pretrain: (context) => pretrain(context, options, sites),
  }),
});

/** How an encoder masks. Throws where it cannot, or where no token would be masked. */
function maskingOf({ masked }: VisionEncoder, { maskRatio }: Options): readonly [MaskedVision, Masking] {
  if (!masked)
    throw trainerErrors.TFM_TRAIN_NOT_MASKABLE({
      component: 'videomae',
      message: 'The experiment’s vision encoder has no tokens to mask.',
      fix: 'Leave `pretrain` out, or use a vision encoder such as video-vit.',
    });
  const masking = masked.masking(maskRatio);
  if (masking.masked > 0) return [masked, masking];
  throw trainerErrors.TFM_TRAIN_NOTHING_MASKED({
    option: 'pretrain.maskRatio',
    message: `A mask ratio of ${maskRatio} leaves all ${masking.visible} tokens of a volume visible.`,
    fix: 'Raise `pretrain.maskRatio`, or choose a smaller `vision.patch`.',
  });
}

async function pretrain(context: PretrainContext, options: Options, sites?: SiteExchange): Promise<void> {
  const { volumes: store, trainOn, seed } = context;
  const [masked, masking] = maskingOf(context.vision, options);
  // Pretraining needs no text: every volume of a training exam counts, mentioned or not.
  if (trainOn.length === 0)
    throw trainerErrors.TFM_TRAIN_NO_PAIRS({
      stage: 'pretrain',
      message: 'No organ volume belongs to the training split.',
      fix: 'Check the cohort’s splits and the failures of the stages before (`totalfm inspect`).',
    });

  const { batch, microBatch = batch } = options;
  const accumulate = microBatches('pretrain', options);
  const decoder = createDecoder(masked, {
    dim: options.decoderDim,
    depth: options.decoderDepth,
    heads: options.decoderHeads,
  });
  const definition: StepDefinition = {
    name: 'pretrain',
    parameters: { ...prefixed('vision/', masked.parameters), ...prefixed('decoder/', decoder.parameters) },
    inputs: masking.inputs(microBatch),
    loss(parameters, inputs) {
      const encoded = masking.encodeVisible(unprefixed('vision/', parameters), inputs);
      const [places, present] = [masking.places(inputs), masking.present(inputs)];
      const predicted = decoder.predict(unprefixed('decoder/', parameters), { encoded, places, present });
      const rebuilt = tf.slice(present, [0, masking.visible], [microBatch, masking.masked]);
      return { loss: reconstructionLoss(predicted, masking.targets(inputs), rebuilt) };
    },
    optimizer: createOptimizer(options.optimizer),
    clipNorm: options.clipNorm,
  };
  const batchOf = async (step: number) => {
    const random = createRandom(seed).fork(`pretrain/${step}`);
    const volumes = await Promise.all(
      Array.from({ length: batch }, () => store.volume(trainOn[random.integer(trainOn.length)])),
    );
    return Array.from({ length: accumulate }, (_, micro) =>
      masking.feeds(volumes.slice(micro * microBatch, (micro + 1) * microBatch), random),
    );
  };
  const values = await runSteps(context, {
    definition,
    schedule: options,
    batch: batchOf,
    accumulate,
    sites: sites && { exchange: sites, weight: trainOn.length },
    from: await measuredValues(context.vision, store, trainOn, seed),
  });
  const kept = { ...definition, parameters: prefixed('vision/', masked.parameters) };
  await writeCheckpoint(context, {
    trainer: 'videomae',
    definition: kept,
    values,
    steps: options.steps,
    samples: options.steps * batch,
  });
}
