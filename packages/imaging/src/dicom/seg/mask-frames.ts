import type { Volume } from '@totalfm/core';

/** The pixels of one structure in one slice. */
export interface MaskFrame {
  readonly label: number;
  readonly slice: number;
}

/** The slices of each label that has voxels, by label and then by slice. */
export function maskFramesOf({ data, size }: Volume): readonly MaskFrame[] {
  const area = size[0] * size[1];
  const found = new Map<number, number[]>();
  for (let slice = 0; slice < size[2]; slice++) {
    const here = new Set<number>();
    let before = 0;
    for (let i = slice * area; i < (slice + 1) * area; i++) {
      const label = data[i];
      if (label === before || label === 0) continue;
      here.add((before = label));
    }
    for (const label of here) found.set(label, [...(found.get(label) ?? []), slice]);
  }
  return [...found].sort(([a], [b]) => a - b).flatMap(([label, slices]) => slices.map((slice) => ({ label, slice })));
}

/** Masks as bits, one frame after another without a gap, lowest bit first; of even length. */
export function packMasks({ data, size }: Volume, frames: readonly MaskFrame[]): Buffer {
  const area = size[0] * size[1];
  const bytes = Buffer.alloc(2 * Math.ceil((frames.length * area) / 16));
  const bySlice = new Map<number, Map<number, number>>();
  frames.forEach(({ label, slice }, frame) => {
    const own = bySlice.get(slice) ?? new Map<number, number>();
    bySlice.set(slice, own.set(label, frame * area));
  });
  for (const [slice, starts] of bySlice) {
    const from = slice * area;
    let [before, start] = [0, 0];
    for (let i = 0; i < area; i++) {
      const label = data[from + i];
      if (label === 0) continue;
      if (label !== before) [before, start] = [label, starts.get(label) as number];
      const bit = start + i;
      // Not by shifts: there may be more than 2³¹ bits.
      bytes[Math.floor(bit / 8)] |= 1 << bit % 8;
    }
  }
  return bytes;
}
