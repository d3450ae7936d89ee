import { defineErrors } from '@totalfm/core';

export const segmenterErrors = defineErrors({
  TFM_SEGMENTATION_MISSING: 'An exam comes without the label map that the segmenter should use.',
  TFM_SEGMENTATION_GRID: 'A label map does not lie on the grid of its CT.',
  TFM_SEGMENTATION_EMPTY: 'A label map holds nothing but background.',
  TFM_SEGMENTATION_UNKNOWN: 'A label map holds numbers that no structure has.',
});
