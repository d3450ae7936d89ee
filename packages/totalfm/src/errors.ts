import { defineErrors } from '@totalfm/core';

export const appErrors = defineErrors({
  TFM_USAGE: 'The command line is wrong: an unknown command or option, or a missing argument.',
  TFM_OUTPUT_EXISTS: 'A file or folder that would be written is there already.',
  TFM_TEXT_INPUT: 'The texts to embed cannot be read: not JSON of texts, or empty.',
  TFM_NOTHING_TO_EMBED: 'The segmentation shows no organ that the model knows.',
  TFM_INSPECT_NOT_FOUND: 'Nothing has the name to inspect: no run, exam or pair.',
  TFM_TRAINED_MISSING: 'The run or folder whose model is to be used holds no trained model.',
});
