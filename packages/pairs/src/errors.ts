import { defineErrors } from '@totalfm/core';

export const pairErrors = defineErrors({
  TFM_CUTTER_SPACING: 'A voxel size is given for what is no organ of the experiment.',
  TFM_VOLUMES_GRID: 'The CT and the label map of an exam do not share a grid.',
  TFM_VOLUMES_PIECE_MISSING: 'A piece of a volume store was never written.',
  TFM_VOLUMES_SHARD: 'A shard of a volume store is truncated, is not one, or does not match its index.',
  TFM_VOLUMES_TABLE: 'The table of a volume store is missing, or cannot be understood.',
  TFM_VOLUMES_DUPLICATE: 'Two volumes of a store have one key, or the rows of an exam do not lie together.',
  TFM_PAIRS_PIECE_MISSING: 'A piece of a pair table was never written.',
  TFM_PAIRS_PIECE: 'A piece of a pair table is truncated, or does not match the table.',
  TFM_PAIRS_TABLE: 'The table of a pair store is missing, or cannot be understood.',
  TFM_PAIRS_VOLUMES: 'A table of pairs was opened with volumes that it was not joined with.',
  TFM_PAIRS_DUPLICATE: 'Two pairs of a store have one key, or the rows of an exam do not lie together.',
  TFM_SCAN_SMALL:
    'A scan fills less than half of the volume that is cut around its middle; the rest is air: a warning.',
  TFM_CT_SUSPECT: 'The values or the spacing of a CT are unlikely for one in HU: a warning.',
  TFM_LABELS_SUSPECT:
    'Masks are not as organs are in nearly anybody: where they lie, how large they are, their HU, or in pieces: a warning.',
});
