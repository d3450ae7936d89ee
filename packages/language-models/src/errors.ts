import { defineErrors } from '@totalfm/core';

export const languageModelErrors = defineErrors({
  TFM_LM_OPTIONS: 'The language model cannot be built from these options.',
  TFM_LM_MISSING: 'A folder of a language model lacks one of its files.',
  TFM_LM_CONFIG: 'The config.json of a language model cannot be read, or is inconsistent.',
  TFM_LM_ARCHITECTURE: 'A language model is of an architecture, or has a part, that is not known here.',
  TFM_LM_ROPE: 'A language model has rotary positions of a type that is not known here.',
  TFM_LM_TOKENIZER: 'A tokenizer does not belong to the language model: it has ids that the model has no embedding of.',
});
