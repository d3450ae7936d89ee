import { runEager } from '@totalfm/testing';
import type { OrganVolume } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { toldNumbers } from './told-numbers.ts';

/** A volume of which two numbers are told: its millilitres, and a thousand more. */
const volumeOf = (organMl: number): OrganVolume => ({
  organ: 'liver',
  size: [1, 1, 1],
  extentMm: [organMl, 1, 1],
  organExtentMm: [1, 1, 1],
  organMl,
  hu: new Int16Array(1),
});
const told = toldNumbers('size', {
  organOf: [0, 1],
  dim: 1,
  width: 2,
  note: '',
  of: ({ organMl }) => [organMl, 1000 + organMl / 100],
});

describe('numbers that are told', () => {
  const measuring = told.measure();
  for (const ml of [1, 2, 3, 4, 5]) measuring.add(volumeOf(ml), 1);
  const measured = measuring.values();

  it('are measured by part; of a part that nobody saw nothing is known', () => {
    expect([...measured['organ/size/centre']]).toEqual([0, 0, 3, expect.closeTo(1000.03, 3)]);
    const deviation = Math.SQRT2;
    expect(measured['organ/size/stretch'][0]).toBe(1);
    expect(measured['organ/size/stretch'][2]).toBeCloseTo(1 / deviation, 5);
    // A deviation of 0.014 is no more than what numbers wander by.
    expect(measured['organ/size/stretch'][3]).toBeCloseTo(50, 3);
  });

  it('are deviations from what is usual, of which very large ones say no more', async () => {
    const embedded = async (ml: number) => {
      const volumes = [volumeOf(ml)];
      const feeds = { ...told.feeds(volumes, Int32Array.of(1)), organ: Int32Array.of(1) };
      const inputs = { ...told.inputs(1), organ: { shape: [1], dtype: 'int32' } as const };
      const values = { ...measured, 'organ/size': Float32Array.of(0, 0, 1, 0) };
      const { data } = await runEager({ specs: told.parameters, values, inputs, feeds }, told.embed);
      return data[0];
    };
    expect(await embedded(3)).toBeCloseTo(0, 5);
    expect(await embedded(5)).toBeCloseTo(Math.SQRT2, 5);
    expect(await embedded(500)).toBe(4);
  });
});
