import { voxelCount, type Triple } from '@totalfm/core';
import type { Kind } from './kinds.ts';

/** For every structure (0 is the background): its kind, and its place among the members of kinds that have several, or −1. */
export interface TargetTable {
  readonly kinds: Int32Array;
  readonly members: Int32Array;
}

export function targetTable(structures: number, kinds: readonly Kind[]): TargetTable {
  const table = { kinds: new Int32Array(structures + 1), members: new Int32Array(structures + 1).fill(-1) };
  let place = 0;
  kinds.forEach(({ members }, kind) => {
    for (const structure of members) {
      table.kinds[structure] = kind + 1;
      if (members.length > 1) table.members[structure] = place++;
    }
  });
  return table;
}

/** The first member that is found in each 2 × 2 × 2 voxels of a patch (z, y, x), or −1. */
export function blockMembers(
  labels: ArrayLike<number>,
  [depth, height, width]: Triple,
  table: TargetTable,
): Int32Array {
  const [h, w] = [height / 2, width / 2];
  const out = new Int32Array(voxelCount([depth, height, width]) / 8).fill(-1);
  let at = 0;
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++) {
      const row = ((z >> 1) * h + (y >> 1)) * w;
      for (let x = 0; x < width; x++) {
        const member = table.members[labels[at++]];
        if (member >= 0 && out[row + (x >> 1)] < 0) out[row + (x >> 1)] = member;
      }
    }
  return out;
}

/** Kinds of some sub-voxels (0 … 7, z slowest) of every 2 × 2 × 2 voxels of a patch (z, y, x): [blocks, chosen]. */
export function blockKinds(
  labels: ArrayLike<number>,
  [depth, height, width]: Triple,
  table: TargetTable,
  chosen: readonly number[],
): Int32Array {
  const out = new Int32Array((voxelCount([depth, height, width]) / 8) * chosen.length);
  let at = 0;
  for (let z = 0; z < depth; z += 2)
    for (let y = 0; y < height; y += 2)
      for (let x = 0; x < width; x += 2)
        for (const sub of chosen)
          out[at++] = table.kinds[labels[((z + (sub >> 2)) * height + y + ((sub >> 1) & 1)) * width + x + (sub & 1)]];
  return out;
}
