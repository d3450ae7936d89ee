import {
  defineComponent,
  tokens,
  type MaskedVision,
  type ParameterSpecs,
  type ParameterValues,
  type TrainContext,
  type Trainer,
  type VisionEncoder,
} from '@totalfm/core';
import { initialValues, writeCheckpoint } from '@totalfm/compute';
import { z } from 'zod';
import { trainerErrors } from '../errors.ts';
import { measuredOnPairs } from '../measured.ts';
import { pretrainedSpecs, readPretrained } from '../pretrained.ts';

/**
 * For judging a pretrained encoder by itself: its checkpoint holds what pretraining trains and no contrastive head, so that an embedder
 * gives pooled tokens of volumes and refuses texts. Without pretraining it is the encoder as it starts, which is what to beat.
 */
export const visionOnly = defineComponent({
  provides: tokens.Trainer,
  id: 'vision-only',
  version: '2',
  description:
    'Takes the vision encoder as pretraining left it, or untrained where there is none: no text is learned. For `probe` and similar cases by `retrieval`.',
  options: z.strictObject({}),
  create: (): Trainer => ({
    learns: false,
    fit: ({ vision }) => void maskedOf(vision),
    train: takeVision,
  }),
});

async function takeVision(context: TrainContext): Promise<void> {
  const parameters = pretrainedSpecs({ masked: maskedOf(context.vision) });
  await writeCheckpoint(context, {
    trainer: 'vision-only',
    definition: { parameters },
    values:
      context.from === undefined
        ? await untrained(parameters, context)
        : await readPretrained(context.from, context.vision),
    steps: 0,
    samples: 0,
  });
}

/** Values as pretraining begins with them: what is measured is measured, so that a comparison is of what is learned. */
const untrained = async (parameters: ParameterSpecs, context: TrainContext): Promise<ParameterValues> => ({
  ...initialValues(parameters, context.seed),
  ...(await measuredOnPairs(context)),
});

function maskedOf({ masked }: VisionEncoder): MaskedVision {
  if (masked) return masked;
  throw trainerErrors.TFM_TRAIN_NOT_MASKABLE({
    option: 'align',
    message: 'The experiment’s vision encoder has no tokens that pretraining could have trained.',
    fix: 'Align it (`align: { use: contrastive }`), or use a vision encoder such as video-vit.',
  });
}
