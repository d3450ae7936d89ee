import { defineErrors } from '@totalfm/core';

export const totalFmErrors = defineErrors({
  TFM_TOTALFM_GRID: 'The CT and the label map that volumes are cut by do not share a grid.',
});
