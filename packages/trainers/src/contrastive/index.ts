import {
  createRandom,
  defineComponent,
  tokens,
  type SiteExchange,
  type TrainContext,
  type Trainer,
} from '@totalfm/core';
import { prefixed, runSteps, vocabularyTexts, writeCheckpoint } from '@totalfm/compute';
import { trainerErrors } from '../errors.ts';
import { microBatches } from '../micro-batches.ts';
import { measuredOnPairs } from '../measured.ts';
import { readPretrained } from '../pretrained.ts';
import { agreedTexts } from '../agreed-texts.ts';
import { checkWidths } from '../widths.ts';
import { alignmentBatches, validationBatches } from './alignment-batches.ts';
import { alignmentStep, largestScale } from './alignment-step.ts';
import { createFindingHead } from './finding-head.ts';
import { contrastiveOptions, statementsOfBatch, type ContrastiveOptions } from './options.ts';

export const contrastive = defineComponent({
  provides: tokens.Trainer,
  id: 'contrastive',
  version: '4',
  description:
    'Aligns organ volumes with the sentences about them, with soft targets where sentences state the same findings.',
  options: contrastiveOptions,
  references: { sites: tokens.SiteExchange },
  create: ({ options, references: { sites } }): Trainer => ({
    protocol: options.findingLoss > 0 ? 'closed' : 'contrast',
    fit(parts) {
      checkWidths(parts);
      partsOf(options);
    },
    train: (context) => align(context, options, sites),
  }),
});

async function align(context: TrainContext, options: ContrastiveOptions, sites?: SiteExchange): Promise<void> {
  const { pairs, seed } = context;
  checkWidths(context);
  const parts = partsOf(options);
  // Rows that items share cannot be divided.
  const share = <Encoder extends { sharing?(): Encoder }>(encoder: Encoder) =>
    (parts === 1 && encoder.sharing?.()) || encoder;
  const vision = share(context.vision);
  const texts = await vocabularyTexts(pairs, options.vocabularyTexts, createRandom(seed).fork('vocabulary'));
  if (texts.length === 0)
    throw trainerErrors.TFM_TRAIN_NO_PAIRS({
      stage: 'align',
      message: 'No training pair has a sentence and a mask without doubts.',
      fix: 'Check the reports of the training exams and what the parser found (`totalfm inspect`).',
    });
  const vocabulary = await context.text.train(sites ? await agreedTexts(sites, texts, context.signal) : texts);
  const text = share(await context.text.load(vocabulary));

  const head = options.findingLoss > 0 ? createFindingHead(context.anatomy, vision.width) : undefined;
  const definition = alignmentStep({ vision, text, head }, options);
  const values = await runSteps(context, {
    definition,
    schedule: options,
    parts,
    sites: sites && {
      exchange: sites,
      weight: texts.length,
      validation: () => validationBatches({ vision, text, head, pairs, seed }, options),
    },
    batch: alignmentBatches({ vision, text, head, pairs, seed }, options),
    from: {
      ...(await measuredOnPairs(context)),
      ...(context.from === undefined ? {} : await readPretrained(context.from, context.vision)),
      ...prefixed('text/', (await text.values?.()) ?? {}),
    },
  });
  await writeCheckpoint(context, {
    trainer: 'contrastive',
    definition,
    values,
    steps: options.steps,
    samples: options.steps * options.batch,
    vocabulary,
    head: {
      scale: Math.min(Math.exp(values.logScale[0]), largestScale),
      bias: values.logitBias?.[0] ?? 0,
    },
  });
}

/** Parts that a step's volumes and texts are worked on in. Throws `TFM_TRAIN_MICRO_BATCH`. */
function partsOf(options: ContrastiveOptions): number {
  const parts = microBatches('align', options);
  const statements = statementsOfBatch(options);
  if (statements % parts === 0) return parts;
  throw trainerErrors.TFM_TRAIN_MICRO_BATCH({
    option: 'align.statements',
    message: `${statements} further sentences cannot be divided among ${parts} micro-batches.`,
    fix: 'Choose `statements` as a multiple of `batch` / `microBatch`, or 0.',
  });
}
