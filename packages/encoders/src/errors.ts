import { defineErrors } from '@totalfm/core';

export const encoderErrors = defineErrors({
  TFM_VISION_OPTIONS: 'The vision encoder cannot be built from these options.',
  TFM_VISION_ORGAN: 'An organ volume is of an organ that the vision encoder does not know.',
  TFM_VISION_ROOM: 'An organ volume has more tokens than a vision encoder was fitted to.',
  TFM_VOCABULARY_INVALID: 'A vocabulary file cannot be read by the text encoder.',
  TFM_VOCABULARY_EMPTY: 'There are no training texts to learn a vocabulary from.',
  TFM_CHECKPOINT_MISSING: 'A checkpoint folder lacks one of its files.',
  TFM_CHECKPOINT_NOT_ALIGNED:
    'Texts are to be embedded, and the checkpoint is of a vision encoder alone: it has no contrastive head.',
  TFM_CHECKPOINT_NO_TOKENS:
    'A checkpoint is of a vision encoder alone, and the experiment’s encoder has no tokens to pool.',
  TFM_CHECKPOINT_ORGANS: 'A checkpoint was trained for other organs.',
});
