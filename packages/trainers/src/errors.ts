import { defineErrors } from '@totalfm/core';

export const trainerErrors = defineErrors({
  TFM_TRAIN_NO_PAIRS: 'There are no training pairs to learn from.',
  TFM_TRAIN_NOT_MASKABLE: 'The vision encoder has no token view, so it cannot be pre-trained by masking.',
  TFM_TRAIN_NOTHING_MASKED: 'The share to mask leaves every token of a volume visible: there is nothing to rebuild.',
  TFM_TRAIN_NO_LABELS: 'A training exam has no label map for a segmenter to learn from.',
  TFM_TRAIN_NAMES: 'A file of names does not say which tensors of a file of weights are meant.',
  TFM_TRAIN_NOT_PUBLISHED: 'An encoder has no weights of its authors that could be taken.',
  TFM_TRAIN_WIDTHS: 'The vision and the text encoder give embeddings of different lengths.',
  TFM_TRAIN_MICRO_BATCH: 'Micro-batches do not divide the batch that they add up to.',
});
