import {
  defineOrgan,
  silentProgress,
  voxelCount,
  type Anatomy,
  type Embedder,
  type OrganPair,
  type OrganVolume,
  type PairRow,
  type Side,
  type Triple,
} from '@totalfm/core';
import { pairReader, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { groundingEvaluator } from './index.ts';
import { lesionVoxels, pointingOf } from './heat-map.ts';
import { groundingOptions, type GroundingOptions } from './options.ts';

const anatomy: Anatomy = {
  organs: [
    defineOrgan({
      organ: 'kidney',
      name: 'kidney',
      structures: { left: ['kidney_left'], right: ['kidney_right'] },
      terms: ['kidney'],
      findings: [
        {
          id: 'stone',
          name: 'stone',
          grade: 'tiny',
          terms: ['stone'],
          prompts: { present: ['A stone.'], absent: ['No stone.'] },
        },
      ],
      normal: ['No change.'],
    }),
  ],
};

const size: Triple = [12, 10, 8];
const spacing = [2, 2, 4] as const;
const originMm: Triple = [100, -50, 7];
const at = (x: number, y: number, z: number) => x + size[0] * (y + size[1] * z);

/** An organ of 40 HU in fat, a bright bone beside it, and a stone of one voxel in one half of the organ where there is one. */
function kidney(exam: string, side: Side, stone: boolean, rest: Partial<PairRow> = {}): OrganPair {
  const [{ row, volume: any }] = testPairs({ exams: 1 });
  const [hu, mask] = [new Int16Array(voxelCount(size)).fill(-100), new Uint8Array(voxelCount(size))];
  for (let z = 2; z < 6; z++)
    for (let y = 2; y < 8; y++)
      for (let x = 2; x < 10; x++) {
        hu[at(x, y, z)] = 40 + ((x + y + z) % 3);
        mask[at(x, y, z)] = 1;
      }
  hu[at(11, 9, 7)] = 800;
  const place: Triple = [8, 5, 3];
  if (stone) hu[at(...place)] = 600;
  const extentMm: Triple = [size[0] * spacing[0], size[1] * spacing[1], size[2] * spacing[2]];
  const centreMm: Triple = [100 + 2 * place[0], -50 + 2 * place[1], 7 + 4 * place[2]];
  const part = { organ: 'kidney', side };
  const volume: OrganVolume = { ...any, ...part, hu, mask, size, extentMm };
  return {
    volume,
    row: {
      ...row,
      ...{ ...part, size, extentMm, originMm, doubts: [], key: `${exam}/kidney_${side}`, exam, patient: exam },
      ...{ split: 'test', sentences: [], findings: [], states: { stone: 'not-mentioned' }, truth: { stone } },
      truePlaces: stone ? [{ finding: 'stone', centreMm, sizeMm: 3 }] : undefined,
      ...rest,
    },
  };
}

const pairs = [
  ...['v1', 'v2'].map((exam, index) => kidney(exam, 'left', index === 0, { split: 'validation' })),
  ...['t1', 't2', 't3'].map((exam, index) => kidney(exam, index === 1 ? 'right' : 'left', index < 2)),
];

/** A model whose cosine with “A stone.” is a number from 0 to 1 that a function sees in a volume. */
const modelOf = (see: (volume: OrganVolume) => number): Embedder => ({
  width: 2,
  scale: 1,
  bias: 0,
  embedVolumes: async (volumes) => volumes.map((volume) => unit(see(volume))),
  embedTexts: async (texts) => texts.map((text) => unit(text.startsWith('No') ? -1 : 1)),
  dispose: async () => {},
});
const unit = (x: number) => Float32Array.of(x, Math.sqrt(1 - x * x));
const brightest = (volume: OrganVolume, inside: (voxel: number) => boolean) =>
  Math.max(0, ...volume.hu.filter((_, voxel) => inside(voxel))) / 1000;
const inOrgan = (volume: OrganVolume) => brightest(volume, (voxel) => volume.mask![voxel] !== 0);

async function ground(
  embedder: Embedder,
  given: readonly OrganPair[] = pairs,
  options: Partial<GroundingOptions> = {},
) {
  const warnings: string[] = [];
  const evaluator = await groundingEvaluator.create({
    options: { ...groundingOptions.parse({ resamples: 50 }), ...options },
    needs: {},
    references: {},
  });
  const result = await evaluator.evaluate({
    embedder,
    pairs: pairReader(given),
    anatomy,
    seed: 1,
    progress: { ...silentProgress, warn: (message) => warnings.push(message) },
  });
  const values = Object.fromEntries(
    Object.entries(result.targets[0]?.measures ?? {}).map(([id, { value }]) => [id, value]),
  );
  return { ...result, values, warnings };
}

describe('grounding', () => {
  it('passes a model that looks at the brightest voxel of the organ, and finds the stone in its heat map', async () => {
    const { values, scores, skipped, details, means } = await ground(modelOf(inOrgan));
    expect(values).toEqual({ passes: 1, erased: 1, below: 1, beside: 1, swapped: 1, pointing: 1, energy: 1 });
    expect(scores.map(({ exam, target, score }) => [exam, target, score])).toEqual([
      ['t1', 'stone', 1],
      ['t2', 'stone', 1],
    ]);
    expect([skipped, details.cases]).toEqual([[], { stone: 2 }]);
    expect(details.notices).toEqual([]);
    expect(means.map(({ name }) => name)).toEqual(['macro', 'lesions', 'tiny']);
  });

  it('fails one that looks around the organ, at one half of the patient, or at nothing', async () => {
    const around = modelOf((volume) => inOrgan(volume) * brightest(volume, (voxel) => volume.mask![voxel] === 0));
    expect((await ground(around)).values).toMatchObject({ passes: 0, erased: 1, beside: 0, swapped: 1 });
    const left = modelOf((volume) => brightest(volume, (voxel) => voxel % size[0] > 5 && volume.mask![voxel] !== 0));
    expect((await ground(left)).values).toMatchObject({ passes: 0, erased: 1, beside: 1, swapped: 0 });
    const blind = modelOf(({ organMl }) => organMl / 1e4);
    const given = pairs.map((pair): OrganPair => {
      return { ...pair, volume: { ...pair.volume, organMl: pair.row.truth!.stone ? 5000 : 1000 } };
    });
    const { values, details, warnings } = await ground(blind, given);
    expect(values).toEqual({ passes: 0, erased: 0, below: 0, beside: 1, swapped: 1, pointing: 0, energy: 0 });
    expect(details.notices).toMatchObject([{ code: 'TFM_EVALUATE_EMPTY_HEAT_MAP' }]);
    expect(details.heatMaps).toMatchObject({ stone: { made: 2, empty: 2 } });
    expect(warnings[0]).toMatch(/^TFM_EVALUATE_EMPTY_HEAT_MAP: 2 heat maps .*stone in t1\/kidney_left/);
  });

  it('only erases where nobody knows places, and says so', async () => {
    const unplaced = pairs.map(({ row, volume }) => ({ row: { ...row, truePlaces: undefined }, volume }));
    const { values, details } = await ground(modelOf(inOrgan), unplaced);
    expect(values).toEqual({ passes: 1, erased: 1, below: 1, beside: 1, swapped: 1 });
    expect(details.notices).toMatchObject([{ code: 'TFM_EVALUATE_NO_PLACES' }]);
    const unmapped = pairs.map(({ row, volume }) => ({ row: { ...row, originMm: undefined }, volume }));
    expect((await ground(modelOf(inOrgan), unmapped)).values).not.toHaveProperty('pointing');
  });

  it('says why a finding has no case: it is not there, not found, or its masks are in doubt', async () => {
    const { skipped, targets, details } = await ground(modelOf(() => 0.3));
    expect([targets, skipped]).toEqual([
      [],
      [{ target: 'stone', reason: 'of 2 scored pairs that have it none was found' }],
    ]);
    expect(details.notices).toMatchObject([{ code: 'TFM_EVALUATE_NOTHING_FOUND' }]);
    const doubted = pairs.map(({ row, volume }) => ({ row: { ...row, doubts: ['hu'] as const }, volume }));
    expect((await ground(modelOf(inOrgan), doubted)).skipped[0].reason).toMatch(/not in doubt/);
    const bare = pairs.map(({ row, volume }) => ({ row, volume: { ...volume, mask: undefined } }));
    const seen = modelOf((volume) => brightest(volume, (voxel) => voxel === at(8, 5, 3)));
    expect((await ground(seen, bare)).skipped[0].reason).toBe('no volume of a found case has a mask');
  });

  it('looks at no more cases than it is told to', async () => {
    expect((await ground(modelOf(inOrgan), pairs, { cases: 1 })).scores).toHaveLength(1);
  });
});

describe('a lesion in a volume’s grid', () => {
  const row = { size, extentMm: [24, 20, 32] as Triple, originMm };
  it('is a ball in millimetres and a voxel around it', () => {
    const lesion = lesionVoxels(row, [{ finding: 'stone', centreMm: [116, -40, 19], sizeMm: 4 }])!;
    const inside = [...lesion.keys()].filter((voxel) => lesion[voxel] === 1);
    // Along x and y 2 mm are a voxel, and one more; along z a voxel is 4 mm, so that only the neighbours are.
    const along = (axis: number) =>
      inside.map((voxel) => [voxel % 12, Math.floor(voxel / 12) % 10, Math.floor(voxel / 120)][axis]);
    expect([0, 1, 2].map((axis) => [Math.min(...along(axis)), Math.max(...along(axis))])).toEqual([
      [6, 10],
      [3, 7],
      [2, 4],
    ]);
  });
  it('is nowhere where it lies outside of the volume, or nobody knows where that is', () => {
    expect(lesionVoxels(row, [{ finding: 'stone', centreMm: [0, 0, 0] }])).toBeUndefined();
    expect(lesionVoxels({ ...row, originMm: undefined }, [{ finding: 'stone', centreMm: originMm }])).toBeUndefined();
  });
  it('is pointed at by its share of the falls', () => {
    const lesion = new Uint8Array(4);
    lesion[0] = 1;
    const block = (start: number, end: number) => ({ start: [start, 0, 0] as Triple, end: [end, 1, 1] as Triple });
    const map = { size: [4, 1, 1] as Triple, blocks: [block(0, 2), block(2, 4)], falls: [3, 1] };
    expect(pointingOf(map, lesion)).toEqual({ pointing: 1, energy: 0.375, chance: { pointing: 0.5, energy: 0.25 } });
    expect(pointingOf({ ...map, falls: [-1, 0] }, lesion)).toMatchObject({ pointing: 0, energy: 0 });
  });
});
