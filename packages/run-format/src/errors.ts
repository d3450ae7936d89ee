import { defineErrors } from '@totalfm/core';

export const runFormatErrors = defineErrors({
  TFM_RUN_FORMAT: 'A file of a run is not of the form that this version writes and reads.',
});
