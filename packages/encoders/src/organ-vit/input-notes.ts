import { organNotes } from '../video-vit/organ-token.ts';
import { BLOCK } from './pack.ts';

/** What each input is, for whoever feeds an exported file: a volume’s slots are its organ token, its patches, and none to the end of a block. */
export const inputNotes = (parts: readonly string[]): Readonly<Record<string, string>> => ({
  voxels:
    '2 · HU, and 1 more where the voxel is the organ’s: of each slot 64 cells of 2 × 2 × 2 voxels of an 8 × 8 × 8 patch, x fastest within a cell, cells within eighths of the patch in the same order. Only patches with a voxel of the organ; zeros in other slots.',
  inside: '1 for cells that are all the organ’s and whose six neighbours are so by half at least.',
  mean: 'Mean HU of the cells inside, in every slot of the volume that is a patch.',
  place:
    'Of each patch, for x, y and z: u, u², and sin and cos of πu, 2πu and 4πu; u is −1 to 1, the middle of the patch in the volume.',
  isPatch: '1 for slots that are patches.',
  owner: '1 where a slot is of a volume: of the batch’s volumes along the last axis.',
  organSlot: 'The slot of each volume’s organ token, counted over all rows.',
  blocks: `The blocks of ${BLOCK} slots of each volume, counted over all rows.`,
  isBlock: '1 where there is such a block.',
  ...organNotes(parts),
});
