import { defineErrors } from '@totalfm/core';

export const segmenterErrors = defineErrors({
  TFM_SEGMENTATION_MISSING: 'An exam comes without the label map that the segmenter should use.',
  TFM_SEGMENTATION_GRID: 'A label map cannot be one of its CT: it lies elsewhere.',
  TFM_SEGMENTATION_RESAMPLED: 'A label map lay on another grid of its scan, and was resampled.',
  TFM_SEGMENTATION_NUMBERS: 'A label map without names was read by the numbers of TotalSegmentator v1.',
  TFM_SEGMENTATION_EMPTY: 'A label map holds nothing but background.',
  TFM_TOTALSEGMENTATOR_FAILED: 'TotalSegmentator ended without success.',
  TFM_TOTALSEGMENTATOR_MISSING: 'TotalSegmentator is not installed, or not where it is said to be.',
  TFM_TOTALSEGMENTATOR_OUTPUT: 'TotalSegmentator wrote no label map that can be used.',
  TFM_SEGMENTATION_UNKNOWN: 'A label map holds numbers that no structure has.',
  TFM_MODEL_MISSING: 'A segmentation model is not where the experiment says.',
  TFM_MODEL_PLANS:
    'A segmentation model’s plans.json or dataset.json is missing, damaged, or of a kind that is not supported.',
  TFM_MODEL_SHAPE: 'A segmentation model answers in another shape than its plans say.',
});
