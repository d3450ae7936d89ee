import type { Embedder, OrganVolume } from '@totalfm/core';
import { embedInBatches } from '../embeddings.ts';

/** Slices of a volume along z: first to last, from 0 at the feet. */
export type SliceRange = readonly [first: number, last: number];

export interface HiddenSlab {
  readonly slices: SliceRange;
  /** Embedding of the volume without the slab. */
  readonly vector: Float32Array;
}

/** Lives as long as model and volume do: whatever several generators say of a volume, it is looked at once. */
const looked = new WeakMap<Embedder, WeakMap<OrganVolume, Map<number, readonly HiddenSlab[]>>>();

/** {@link hideSlabsOf}, once for a volume that is at hand. */
export async function hideSlabs(
  embedder: Embedder,
  volume: OrganVolume,
  slabs: number,
  signal?: AbortSignal,
): Promise<readonly HiddenSlab[]> {
  const byVolume = looked.get(embedder) ?? new WeakMap<OrganVolume, Map<number, readonly HiddenSlab[]>>();
  looked.set(embedder, byVolume);
  const byCount = byVolume.get(volume) ?? new Map<number, readonly HiddenSlab[]>();
  byVolume.set(volume, byCount);
  const found = byCount.get(slabs) ?? (await hideSlabsOf(embedder, volume, slabs, signal));
  byCount.set(slabs, found);
  return found;
}

/**
 * Embeddings of a volume with slabs along z hidden one by one, the organ in each filled with its mean HU: occlusion
 * (Zeiler and Fergus, 2014) along one axis.
 */
async function hideSlabsOf(
  embedder: Embedder,
  volume: OrganVolume,
  slabs: number,
  signal?: AbortSignal,
): Promise<readonly HiddenSlab[]> {
  const depth = volume.size[2];
  const count = Math.min(slabs, depth);
  const ranges = Array.from({ length: count }, (_, index): SliceRange => {
    return [Math.floor((index * depth) / count), Math.floor(((index + 1) * depth) / count) - 1];
  });
  const hu = Math.round(meanHu(volume));
  const area = volume.size[0] * volume.size[1];
  const hidden = ranges.map(([first, last]): OrganVolume => {
    return { ...volume, hu: filled(volume, hu, { start: first * area, end: (last + 1) * area }) };
  });
  const vectors = await embedInBatches(embedder, hidden, signal);
  return ranges.map((slices, index) => ({ slices, vector: vectors[index] }));
}

/** HU with a value in a range of voxels, as far as the organ reaches: what lies around it stays, and the model is not told by a straight edge. */
function filled({ hu, mask }: OrganVolume, value: number, { start, end }: { start: number; end: number }): Int16Array {
  const result = hu.slice();
  for (let voxel = start; voxel < end; voxel++) if (!mask || mask[voxel] !== 0) result[voxel] = value;
  return result;
}

function meanHu({ hu, mask }: OrganVolume): number {
  let [sum, count] = [0, 0];
  for (let voxel = 0; voxel < hu.length; voxel++) {
    if (mask && mask[voxel] === 0) continue;
    sum += hu[voxel];
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/**
 * The slices that speak most for a finding: the slab without which its score falls most, with neighbours without which it falls
 * at least half as far. Undefined where no slab lowers it.
 */
export function tellingSlices(
  slabs: readonly HiddenSlab[],
  scoreOf: (vector: Float32Array) => number,
  score: number,
): SliceRange | undefined {
  const drops = slabs.map(({ vector }) => score - scoreOf(vector));
  const most = Math.max(...drops);
  if (!(most > 0)) return undefined;
  let first = drops.indexOf(most);
  let last = first;
  while (first > 0 && drops[first - 1] >= most / 2) first--;
  while (last + 1 < drops.length && drops[last + 1] >= most / 2) last++;
  return [slabs[first].slices[0], slabs[last].slices[1]];
}
