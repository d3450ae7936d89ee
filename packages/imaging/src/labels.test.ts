import { createRandom, sameGrid, voxelToWorld, type Triple, type Volume } from '@totalfm/core';
import { expectCodedError, testTorso } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import {
  boxExtentMm,
  crop,
  dilate,
  growBox,
  joinBoxes,
  labelBoxes,
  reorient,
  suspectCt,
  touchedEdges,
} from './index.ts';

const { ct, labelMap } = testTorso();

describe('label boxes', () => {
  it('finds the box and the voxels of every label in one pass', () => {
    const random = createRandom(5);
    const size: Triple = [11, 7, 5];
    const data = Uint8Array.from({ length: 385 }, () => (random.chance(0.2) ? random.integer(6) : 0));
    const expected = new Map<number, { start: number[]; end: number[]; voxels: number }>();
    data.forEach((label, voxel) => {
      if (label === 0) return;
      const index = [voxel % 11, Math.floor(voxel / 11) % 7, Math.floor(voxel / 77)];
      const box = expected.get(label) ?? { start: index, end: index, voxels: 0 };
      expected.set(label, {
        start: box.start.map((v, a) => Math.min(v, index[a])),
        end: box.end.map((v, a) => Math.max(v, index[a] + 1)),
        voxels: box.voxels + 1,
      });
    });
    expect(new Map(labelBoxes({ ...ct, data, size }))).toEqual(new Map([...expected].sort(([a], [b]) => a - b)));
  });

  it('rejects a CT that is taken for a label map', async () => {
    await expectCodedError((async () => labelBoxes(ct))(), 'TFM_LABELS_INVALID');
    await expectCodedError(
      (async () => labelBoxes({ ...ct, data: Float32Array.from(ct.data, () => 1.5) }))(),
      'TFM_LABELS_INVALID',
    );
  });

  it('has the left kidney to the left of the right one, in millimetres', () => {
    const boxes = labelBoxes(labelMap.volume);
    const x = (label: number) => voxelToWorld(labelMap.volume, boxes.get(label)?.start ?? [0, 0, 0])[0];
    expect(x(3)).toBeGreaterThan(x(2));
  });
});

describe('boxes', () => {
  const size: Triple = [20, 20, 10];
  const box = { start: [5, 6, 1] as Triple, end: [9, 8, 4] as Triple };

  it('grow by millimetres on any spacing, and stop at the scan', () => {
    expect(growBox(box, { size, spacing: [1, 2, 5] }, 4)).toEqual({ start: [1, 4, 0], end: [13, 10, 5] });
    expect(growBox(box, { size, spacing: [1, 2, 5] }, 0)).toEqual(box);
    expect(boxExtentMm(growBox(box, { size, spacing: [1, 2, 5] }, 0, [10, 10, 10]), [1, 2, 5])).toEqual([10, 12, 15]);
    expect(growBox(box, { size, spacing: [1, 1, 1] }, 1000)).toEqual({ start: [0, 0, 0], end: size });
    expect(joinBoxes(box, { start: [0, 7, 2], end: [6, 19, 3] })).toEqual({ start: [0, 6, 1], end: [9, 19, 4] });
  });

  it('know the faces of the scan that they touch', () => {
    expect(touchedEdges(box, size)).toEqual([]);
    expect(touchedEdges({ start: [0, 3, 0], end: [4, 20, 10] }, size)).toEqual([
      'right',
      'posterior',
      'inferior',
      'superior',
    ]);
    expect(touchedEdges({ start: [1, 0, 1], end: [20, 5, 5] }, size)).toEqual(['left', 'anterior']);
  });

  it('crop without moving anything in the patient', () => {
    const tilted: Volume<Int16Array> = { ...ct, direction: [0, 0, 1, -1, 0, 0, 0, -1, 0] };
    const part = crop(tilted, { start: [3, 4, 5], end: [30, 20, 9] });
    expect(part.size).toEqual([27, 16, 4]);
    part.origin.forEach((value, i) => expect(value).toBeCloseTo(voxelToWorld(tilted, [3, 4, 5])[i], 9));
    expect(part.data[2 + 27 * (1 + 16 * 3)]).toBe(ct.data[5 + 40 * (5 + 36 * 8)]);
    expect(sameGrid(crop(reorient(tilted), { start: [0, 0, 0], end: reorient(tilted).size }), reorient(tilted))).toBe(
      true,
    );
  });
});

describe('dilation', () => {
  it('is Euclidean in millimetres, voxel by voxel', () => {
    const random = createRandom(8);
    const [size, spacing]: Triple[] = [
      [9, 8, 6],
      [1, 1.4, 3],
    ];
    const mask = Uint8Array.from({ length: 432 }, () => (random.chance(0.01) ? 1 : 0));
    const place = (voxel: number) => [
      (voxel % 9) * spacing[0],
      (Math.floor(voxel / 9) % 8) * spacing[1],
      Math.floor(voxel / 72) * spacing[2],
    ];
    const set = [...mask.keys()].filter((voxel) => mask[voxel]).map(place);
    expect(set.length).toBeGreaterThan(1);
    for (const radius of [0, 1, 2.9, 3, 5]) {
      const expected = Uint8Array.from(mask, (_, voxel) =>
        set.some((p) => Math.hypot(...p.map((v, a) => v - place(voxel)[a])) <= radius) ? 1 : 0,
      );
      expect(dilate(mask, size, spacing, radius)).toEqual(expected);
    }
    expect(dilate(new Uint8Array(432), size, spacing, 5).includes(1)).toBe(false);
  });
});

describe('suspicions', () => {
  const body = Int16Array.from({ length: 40 * 36 * 24 }, (_, i) => (i % 3 === 0 ? -1000 : i % 3 === 1 ? -90 : 45));
  const kinds = (change: (hu: number) => number) =>
    suspectCt({ ...ct, data: Int16Array.from(body, change) }).map(({ kind }) => kind);
  it('tell a sound CT from the usual mistakes', () => {
    expect(kinds((hu) => hu)).toEqual([]);
    expect(kinds((hu) => (hu === -1000 ? -3024 : hu))).toEqual([]);
    expect(kinds((hu) => hu - 1024)).toEqual(['rescaled-twice']);
    expect(kinds((hu) => hu + 1024)).toEqual(['intercept-missing']);
    expect(kinds((hu) => (hu + 1000) / 5)).toEqual(['not-hu']);
    expect(kinds((hu) => hu / 4)).toEqual(['not-hu']);
    expect(kinds((hu) => (hu === 45 ? 20000 : hu))).toEqual(['out-of-range']);
    expect(
      suspectCt({ ...ct, data: Float32Array.from(body, (hu, i) => (i === 7 ? NaN : hu)) }).map(({ kind }) => kind),
    ).toEqual(['not-finite']);
  });

  it('tell a spacing in another unit from one that is only wide', () => {
    // 40 × 36 × 24 voxels.
    const spacings = (...spacing: Triple) => suspectCt({ ...ct, data: body, spacing }).map(({ kind, mild }) => [kind, mild]); // prettier-ignore
    for (const sound of [[10, 10, 0.2], [10, 10, 5], [20, 20, 20], [3, 3, 5]]) expect(spacings(...(sound as unknown as Triple))).toEqual([]); // prettier-ignore
    for (const wide of [[10, 10, 25], [3, 3, 50]]) expect(spacings(...(wide as unknown as Triple))).toEqual([['spacing', true]]); // prettier-ignore
    // Ten and a thousand times too small, or too large; metres; slices alone.
    for (const wrong of [
      [1, 1, 0.5],
      [0.01, 0.01, 0.005],
      [100, 100, 50],
      [10, 10, 0.05],
      [10, 10, 100],
    ])
      expect(spacings(...(wrong as unknown as Triple))).toEqual([['spacing', undefined]]);
  });
});
