import { defineErrors } from '@totalfm/core';

export const merlinErrors = defineErrors({
  TFM_MERLIN_WEIGHTS: 'A file of weights does not hold Merlin’s image tower as it is wanted.',
});
