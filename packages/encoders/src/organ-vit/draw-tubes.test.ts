import { createRandom, type Triple } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { drawTubes } from './draw-tubes.ts';

const room = { window: 64, visible: 7, masked: 58 };
const random = createRandom(1);
const organOf = (grid: Triple, share: number) => ({
  grid,
  patches: [...Array(grid[0] * grid[1] * grid[2]).keys()].filter(() => random.chance(share)),
});
const columnOf =
  ({ grid }: ReturnType<typeof organOf>) =>
  (patch: number) =>
    patch % (grid[0] * grid[1]);

describe('tubes of an organ', () => {
  it('are seen or hidden as a whole, one at least of each, as far as there is room', () => {
    for (let trial = 0; trial < 500; trial++) {
      const edge = () => 1 + random.integer(7);
      const organ = organOf([edge(), edge(), edge()], random.uniform(0.1, 1));
      if (organ.patches.length === 0) continue;
      const { visible, masked } = drawTubes(organ, room, 0.9, random);
      const drawn = [...visible, ...masked];
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(organ.patches).toEqual(expect.arrayContaining(drawn));
      expect([visible.length > 0, visible.length <= 7]).toEqual([true, true]);
      expect([masked.length > 0, masked.length <= 58]).toEqual([organ.patches.length > 1, true]);
      const columns = new Set(organ.patches.map(columnOf(organ)));
      const seen = new Set(visible.map(columnOf(organ)));
      if (columns.size > 1) for (const patch of masked) expect(seen).not.toContain(columnOf(organ)(patch));
    }
  });

  it('are all there where they fit, a tenth of them seen, each as often', () => {
    const organ = organOf([5, 4, 3], 1);
    const counts = new Array<number>(20).fill(0);
    for (let trial = 0; trial < 2000; trial++) {
      const { visible, masked } = drawTubes(organ, room, 0.9, random);
      expect([visible.length, masked.length]).toEqual([6, 54]);
      for (const patch of visible) counts[columnOf(organ)(patch)] += 1 / 3;
    }
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(60);
  });

  it('of a large organ are some that fill the room, and any may be among them', () => {
    const organ = organOf([8, 8, 3], 1);
    const met = new Set<number>();
    for (let trial = 0; trial < 100; trial++) {
      const { visible, masked } = drawTubes(organ, room, 0.9, random);
      expect(visible.length + masked.length).toBeGreaterThan(60);
      for (const patch of masked) met.add(patch);
    }
    expect(met.size).toBe(192);
  });
});
