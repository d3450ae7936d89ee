import { defineErrors } from '@totalfm/core';

export const totalFmErrors = defineErrors({
  TFM_TOTALFM_GRID: 'The CT and the label map that volumes are cut by do not share a grid.',
  TFM_TOTALFM_NAMES:
    'A file of names of the original’s weights is no map of known names to those in the file of weights.',
});
