import { z } from 'zod';
import { optimizerOption, scheduleOptions } from '@totalfm/compute';

const positive = z.number().int().positive();

export const contrastiveOptions = z.strictObject({
  ...scheduleOptions,
  optimizer: optimizerOption(0.98),
  batch: positive
    .default(16)
    .describe('Pairs a step. At the same number of pairs, small batches learned more than large ones.'),
  microBatch: positive
    .optional()
    .describe(
      'Pairs that are in memory at once; it divides the batch, which is compared as a whole (cached gradients), for one more forward pass. Default: all.',
    ),
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
  statements: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      'Further sentences about the organs of a batch that its volumes are compared with, from reports of other training exams; half of them state a finding. Default: twice the batch.',
    ),
  findingLoss: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Weight of a classifier of the parsed findings that both towers share. 0 trains by contrast alone, which is what may be called zero-shot.',
    ),
  vocabularyTexts: positive
    .default(100_000)
    .describe('Training pairs whose texts the vocabulary is learned from, drawn at random where there are more.'),
  sites: z
    .string()
    .optional()
    .describe(
      'Other sites that train the same model on data of their own: `$name` of an entry of `models`, such as `diloco`. Default: none.',
    ),
  augment: z.boolean().default(true).describe('Mirror volumes at random.'),
});

export type ContrastiveOptions = z.output<typeof contrastiveOptions>;

/** Sentences that a batch is compared with beyond its own. */
export const statementsOfBatch = ({
  batch,
  statements = 2 * batch,
}: Pick<ContrastiveOptions, 'batch' | 'statements'>): number => statements;
