import { describe, expect, it } from 'vitest';
import { mapTriple, voxelCount } from './triple.ts';

describe('triples', () => {
  it('count the voxels of a size', () => expect(voxelCount([2, 3, 4])).toBe(24));

  it('are mapped in the order of their axes, from values of any kind', () => {
    expect(mapTriple(['a', 'bb', 'ccc'], (text, axis) => text.length * 10 + axis)).toEqual([10, 21, 32]);
  });
});
