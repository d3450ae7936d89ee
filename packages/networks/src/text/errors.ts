import { defineErrors } from '@totalfm/core';

export const textErrors = defineErrors({
  TFM_TEXT_OPTIONS: 'A text encoder cannot be built from these options.',
  TFM_TEXT_MISSING: 'A folder of a text encoder lacks one of its files.',
  TFM_TEXT_CONFIG: 'The config.json of a text encoder cannot be read, or is inconsistent.',
  TFM_TEXT_ARCHITECTURE: 'A text encoder is of an architecture, or has a part, that is not known here.',
  TFM_TEXT_TOKENIZER: 'A tokenizer cannot be read, or does not belong to the text encoder.',
});
