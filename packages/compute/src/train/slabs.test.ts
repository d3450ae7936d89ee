import { expect, it } from 'vitest';
import { product } from '../product.ts';
import { packSlabs, SLAB } from './slabs.ts';

it('gives every parameter a place of its own, at the start of a line of the cache, in slabs of one length', () => {
  const parameters = Array.from({ length: 40 }, (_, i) => ({ name: `p${i}`, shape: [1 + ((i * 7919) % 300), 3 + i] }));
  const slabs = packSlabs('slab', parameters);
  expect(slabs.length).toBeGreaterThan(1);
  expect(slabs.flatMap(({ members }) => members.map(({ name, shape }) => ({ name, shape })))).toEqual(parameters);
  for (const { length, members } of slabs) {
    expect(length).toBe(SLAB);
    let end = 0;
    for (const { offset, shape } of members) {
      expect(offset % 16).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      end = offset + product(shape);
    }
    expect(end).toBeLessThanOrEqual(length);
  }
});

it('makes an only slab as long as what it holds', () => {
  expect(
    packSlabs('slab', [
      { name: 'a', shape: [20] },
      { name: 'b', shape: [2, 3] },
    ]),
  ).toEqual([
    {
      name: 'slab.0',
      length: 48,
      members: [
        { name: 'a', offset: 0, shape: [20] },
        { name: 'b', offset: 32, shape: [2, 3] },
      ],
    },
  ]);
});
