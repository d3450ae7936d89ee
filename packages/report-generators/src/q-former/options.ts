import { optimizerOption, scheduleOptions } from '@totalfm/compute';
import { z } from 'zod';

const positive = z.number().int().positive();
const share = z.number().min(0).max(1);

/** Parts of a block whose matrices may get adapters, and what their parameters are called in any language model here. */
export const adapterTargets = ['attention', 'mlp'] as const;

const { steps: _steps, batch: _batch, ...schedule } = scheduleOptions;

export const qFormerOptions = z.strictObject({
  ...schedule,
  steps: positive.default(1000).describe('Training steps of Q-Former and adapters.'),
  batch: positive.default(32).describe('Organ volumes a step.'),
  optimizer: optimizerOption(0.98),
  queries: positive.default(8).describe('Learned queries of each organ: vectors that the language model reads.'),
  dim: positive.default(96).describe('Width of the Q-Former.'),
  depth: positive.default(2).describe('Blocks of the Q-Former.'),
  heads: positive.default(4).describe('Attention heads a block; divides dim.'),
  features: z
    .enum(['tokens', 'pooled'])
    .default('tokens')
    .describe('What of an organ volume is read: the vision encoder’s tokens, or its one vector.'),
  visionRate: z
    .number()
    .min(0)
    .default(0)
    .describe('Learning rate of the vision encoder as a share of that of the Q-Former; 0: it stays as it is.'),
  lora: z
    .union([
      z.literal(false),
      z.strictObject({
        rank: positive.default(8).describe('Rank of the adapters.'),
        alpha: z.number().positive().default(16).describe('Adapters count alpha / rank.'),
        targets: z
          .array(z.enum(adapterTargets))
          .min(1)
          .default([...adapterTargets])
          .describe('Which matrices of the language model get one.'),
      }),
    ])
    .prefault({})
    .describe('Low-rank adapters of the language model; false: it stays as it is.'),
  organsPerBatch: positive.default(8).describe('Organs that share a batch.'),
  abnormal: share
    .default(0.5)
    .describe('Share of the pairs that is drawn by finding, so that abnormal sentences are seen more often.'),
  augment: z.boolean().default(true).describe('Mirror volumes at random.'),
  sentences: positive
    .default(8)
    .describe('How many of a batch’s organs are written of; the findings of all of them are told.'),
  tokens: positive.default(56).describe('Longest text of an organ in tokens; longer ones are cut.'),
  findingLoss: z.number().min(0).default(1).describe('Weight of the classifier of findings beside the sentences.'),
  languageSteps: positive
    .default(600)
    .describe('Steps in which a language model from scratch first learns the training texts.'),
  languageRate: z.number().positive().default(3e-3).describe('Peak learning rate of these steps.'),
  vocabularyTexts: positive
    .default(100_000)
    .describe('Training pairs whose texts the vocabulary is learned from, drawn at random where there are more.'),
  maxTokens: positive.default(64).describe('Longest text that is written of an organ, in tokens.'),
  rows: positive.default(8).describe('Organs that are written of side by side.'),
});

export type QFormerOptions = z.output<typeof qFormerOptions>;
