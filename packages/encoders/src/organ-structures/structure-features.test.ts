import { describe, expect, it } from 'vitest';
import type { OrganVolume, StructureMeasure, Triple } from '@totalfm/core';
import { STRUCTURE_FEATURES, structureFeatures, structuresThere, structuresOf } from './structure-features.ts';

const levels = ['T11', 'T12', 'L1', 'L2', 'L3'];
const spine = (change: Readonly<Record<string, number>> = {}, scale = 1): OrganVolume => ({
  organ: 'vertebrae',
  size: [1, 1, 1],
  extentMm: [1, 1, 1],
  organExtentMm: [1, 1, 1],
  organMl: 1,
  hu: new Int16Array(1),
  structures: levels.map((structure, place): StructureMeasure => {
    const height = (24 + 2 * place) * (change[structure] ?? 1);
    return {
      structure,
      ml: scale ** 3 * height,
      thicknessMm: [40, 30, height].map((mm) => mm * scale) as never as Triple,
    };
  }),
});
const heights = (volume: OrganVolume) => {
  const features = structureFeatures(volume, levels);
  return levels.map((_, place) => features[place * STRUCTURE_FEATURES + 4]);
};

describe('the structures of an organ', () => {
  it('stand out from those beside them where they collapse, and no other does as much', () => {
    const [intact, collapsed] = [heights(spine()), heights(spine({ L1: 0.6 }))];
    expect(Math.min(...intact)).toBeGreaterThan(-0.5);
    expect(collapsed.indexOf(Math.min(...collapsed))).toBe(levels.indexOf('L1'));
    expect(collapsed[2]).toBeCloseTo(5 * Math.log(0.6), 0);
  });

  it('are told alike of large and small patients', () => {
    const [small, large] = [0.8, 1.3].map((scale) => structureFeatures(spine({}, scale), levels));
    small.forEach((feature, at) => expect(feature).toBeCloseTo(large[at], 5));
  });

  it('are zeros where they are not there, which the others are not held against', () => {
    const all = spine();
    const without = { ...all, structures: all.structures!.filter(({ structure }) => structure !== 'T12') };
    const features = structureFeatures(without, levels);
    expect([...features.slice(STRUCTURE_FEATURES, 2 * STRUCTURE_FEATURES)]).toEqual(Array(STRUCTURE_FEATURES).fill(0));
    expect(features[0]).toBe(1);
    expect(heights(without)[0]).toBe(0);
    expect(structureFeatures({ ...all, structures: undefined }, levels).every((feature) => feature === 0)).toBe(true);
  });

  it('of others are told as there or not', () => {
    const { own, most, all } = structuresOf([
      { organ: 'vertebrae', structures: levels },
      { organ: 'gallbladder', structures: ['gallbladder'] },
      { organ: 'body', structures: 'scan' },
    ]);
    expect([own.length, most, all.length]).toEqual([3, 5, 6]);
    const there = structuresThere({ ...spine(), structures: [{ structure: 'gallbladder', ml: 20 }] }, all);
    expect([...there]).toEqual([0, 0, 0, 0, 0, 1]);
  });
});
