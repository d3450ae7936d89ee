import { defineErrors } from '@totalfm/core';

export const pairErrors = defineErrors({
  TFM_PAIRS_GRID: 'The CT and the label map of an exam do not share a grid.',
  TFM_PAIRS_PIECE_MISSING: 'A piece of a pair store was never written.',
  TFM_PAIRS_SHARD: 'A shard of a pair store is truncated or is not one.',
  TFM_PAIRS_TABLE: 'The table of a pair store is missing, or cannot be understood.',
  TFM_CT_SUSPECT: 'The values or the spacing of a CT are unlikely for one in HU: a warning.',
  TFM_LABELS_SUSPECT: 'Organs lie where they do not in nearly anybody, as in a mirrored scan: a warning.',
  TFM_PAIRS_DUPLICATE: 'Two pairs of a store have one key.',
});
