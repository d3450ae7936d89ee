import { createRandom, type Triple } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { keepLargestPieces, labelPieces } from './label-pieces.ts';

/** Sizes of the pieces of each label, largest first, by filling them voxel by voxel. */
function filled(data: Uint8Array, [nx, ny, nz]: Triple): ReadonlyMap<number, readonly number[]> {
  const seen = new Set<number>();
  const sizes = new Map<number, number[]>();
  for (const [first, label] of data.entries()) {
    if (label === 0 || seen.has(first)) continue;
    const open = [first];
    seen.add(first);
    for (const voxel of open) {
      const [x, y, z] = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny))];
      const beside = [
        ...(x > 0 ? [voxel - 1] : []),
        ...(x < nx - 1 ? [voxel + 1] : []),
        ...(y > 0 ? [voxel - nx] : []),
        ...(y < ny - 1 ? [voxel + nx] : []),
        ...(z > 0 ? [voxel - nx * ny] : []),
        ...(z < nz - 1 ? [voxel + nx * ny] : []),
      ].filter((next) => data[next] === label && !seen.has(next));
      for (const next of beside) seen.add(next);
      open.push(...beside);
    }
    sizes.set(
      label,
      [...(sizes.get(label) ?? []), open.length].sort((a, b) => b - a),
    );
  }
  return sizes;
}

describe('pieces of labels', () => {
  it.each([0.1, 0.3, 0.6, 1])('are those that a fill finds, where %d of the voxels are labelled', (share) => {
    const random = createRandom(String(share));
    const size: Triple = [13, 9, 7];
    const data = Uint8Array.from({ length: 819 }, () => (random.chance(share) ? 1 + random.integer(3) : 0));
    const expected = filled(data, size);
    const found = labelPieces(data, size);
    expect(new Map([...found].map(([label, { pieces, largestVoxels }]) => [label, [pieces, largestVoxels]]))).toEqual(
      new Map([...expected].map(([label, sizes]) => [label, [sizes.length, sizes[0]]])),
    );
    const kept = data.slice();
    keepLargestPieces(kept, size);
    expect([...filled(kept, size)].sort()).toEqual(
      [...expected].map(([label, [largest]]) => [label, [largest]]).sort(),
    );
    expect(kept.every((label, voxel) => label === 0 || label === data[voxel])).toBe(true);
  });

  it('are none of an empty map, and of many runs are all', () => {
    expect(labelPieces(new Uint8Array(8), [2, 2, 2])).toEqual(new Map());
    const dotted = Uint8Array.from({ length: 6000 }, (_, voxel) => voxel % 2);
    expect(labelPieces(dotted, [6000, 1, 1]).get(1)).toMatchObject({ pieces: 3000, largestVoxels: 1 });
  });
});

describe('keepLargestPieces', () => {
  it('keeps one piece of every structure, of pieces of one size the first', () => {
    const plane = [1, 1, 0, 1, 2, 0, 0, 1, 2, 0, 1, 0, 0, 0, 0, 2];
    const labels = Uint8Array.from(plane);
    keepLargestPieces(labels, [4, 4, 1]);
    expect([...labels]).toEqual([1, 1, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    const column = Uint8Array.of(5, 0, 5, 0, 5, 5, 0, 0);
    keepLargestPieces(column, [2, 2, 2]);
    expect([...column]).toEqual([5, 0, 5, 0, 5, 5, 0, 0]);
  });
});
