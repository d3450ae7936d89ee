import type { Embedder, OrganVolume } from '@totalfm/core';
import { bordersOf, occlude, type VoxelBox } from '@totalfm/zero-shot';
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

/** Embeddings of a volume with slabs along z hidden one by one, the organ in each filled with its mean HU. */
async function hideSlabsOf(
  embedder: Embedder,
  volume: OrganVolume,
  slabs: number,
  signal?: AbortSignal,
): Promise<readonly HiddenSlab[]> {
  const [width, height, depth] = volume.size;
  const borders = bordersOf(depth, slabs);
  const boxes = borders.slice(1).map((end, index): VoxelBox => {
    return { start: [0, 0, borders[index]], end: [width, height, end] };
  });
  const vectors = await occlude(volume, boxes, { organ: Math.round(meanHu(volume)) }, (some) =>
    embedInBatches(embedder, some, signal),
  );
  return boxes.map(({ start, end }, index) => ({ slices: [start[2], end[2] - 1], vector: vectors[index] }));
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
