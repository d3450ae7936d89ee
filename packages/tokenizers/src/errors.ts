import { defineErrors } from '@totalfm/core';

export const tokenizerErrors = defineErrors({
  TFM_TOKENIZER_INVALID: 'A tokenizer’s file cannot be read, or has a part that is not known here.',
  TFM_TOKENIZER_EMPTY: 'There are no texts to learn a vocabulary from.',
  TFM_TOKENIZER_SIZE: 'A vocabulary is too small for its alphabet.',
  TFM_TOKENIZER_CHAT: 'A chat template cannot be filled in.',
});
