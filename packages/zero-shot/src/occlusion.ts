import type { OrganVolume, Triple } from '@totalfm/core';

/** Voxels of a volume: from `start` up to `end`, which is not among them. */
export interface VoxelBox {
  readonly start: Triple;
  readonly end: Triple;
}

/** HU that take the place of the organ's voxels, and of those around it. What has none stays as it is. */
export interface ErasedHu {
  readonly organ?: number;
  readonly around?: number;
}

/** HU of 16 bits. */
const VALUES = 65_536;

/**
 * The median HU of an organ, or of what lies around it, the upper one of two; undefined where there is no such voxel. Without a mask every
 * voxel is the organ's.
 */
export function medianHu({ hu, mask }: Pick<OrganVolume, 'hu' | 'mask'>, of: keyof ErasedHu): number | undefined {
  const counts = new Uint32Array(VALUES);
  let total = 0;
  for (let voxel = 0; voxel < hu.length; voxel++) {
    if ((!mask || mask[voxel] !== 0) !== (of === 'organ')) continue;
    counts[hu[voxel] + VALUES / 2]++;
    total++;
  }
  let below = 0;
  const value = counts.findIndex((count) => (below += count) > total >> 1);
  return value < 0 ? undefined : value - VALUES / 2;
}

/** How volumes become vectors: an embedder in batches of its caller's. */
export type EmbedVolumes = (volumes: readonly OrganVolume[]) => Promise<readonly Float32Array[]>;

/** Copies of a volume that are at hand at once. */
const held = 32;

/**
 * A volume with its voxels (those of a box) erased. Without a mask every voxel is the organ's. Filled up to the organ's border and no
 * further, a model is not told by the straight edges of a box.
 */
export function erase(volume: OrganVolume, { organ, around }: ErasedHu, box?: VoxelBox): OrganVolume {
  const { mask, size } = volume;
  const { start, end } = box ?? { start: [0, 0, 0], end: size };
  const hu = volume.hu.slice();
  for (let z = start[2]; z < end[2]; z++)
    for (let y = start[1]; y < end[1]; y++) {
      const row = size[0] * (y + size[1] * z);
      for (let voxel = row + start[0]; voxel < row + end[0]; voxel++) {
        const value = !mask || mask[voxel] !== 0 ? organ : around;
        if (value !== undefined) hu[voxel] = value;
      }
    }
  return { ...volume, hu };
}

/** Vectors of a volume with each of several boxes erased: occlusion (Zeiler and Fergus, 2014). */
export async function occlude(
  volume: OrganVolume,
  boxes: readonly VoxelBox[],
  fill: ErasedHu,
  embed: EmbedVolumes,
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < boxes.length; start += held) {
    const some = boxes.slice(start, start + held);
    vectors.push(...(await embed(some.map((box) => erase(volume, fill, box)))));
  }
  return vectors;
}

/** Where an axis of `length` voxels is cut into `count` parts, or into single voxels where there are fewer: count + 1 borders. */
export function bordersOf(length: number, count: number): readonly number[] {
  const parts = Math.min(count, length);
  return Array.from({ length: parts + 1 }, (_, index) => Math.floor((index * length) / parts));
}
