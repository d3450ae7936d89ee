import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mapTriple, type BodyKnowledge, type LabelMap, type Volume } from '@totalfm/core';
import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { labelTableOf, measureStructures, readNifti, readNiftiFile, suspectCt, suspectMasks } from '../index.ts';

const real = join(process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'), 'ct');

/** Enough of the body for these scans; all of it is in `@totalfm/anatomy`, which builds on this package. */
const body: BodyKnowledge = {
  order: [
    { axis: 'left', from: 'liver', to: 'spleen' },
    { axis: 'posterior', from: 'liver', to: 'vertebrae_T12' },
    { axis: 'superior', from: 'kidney_left', to: 'lung_lower_lobe_left' },
  ],
  ranges: new Map([
    ['kidney_left', { ml: [30, 700], hu: [-20, 250] }],
    ['kidney_right', { ml: [30, 700], hu: [-20, 250] }],
    ['gallbladder', { ml: [1, 250], hu: [-30, 200] }],
    ['lung_lower_lobe_left', { ml: [100, 2600], hu: [-950, -350] }],
  ]),
  onePiece: new Map(['kidney_left', 'kidney_right', 'gallbladder', 'vertebrae_L3'].map((name) => [name, 0.8])),
};

const slicesOf = (volume: Volume, order: readonly number[]): Volume => {
  const area = volume.size[0] * volume.size[1];
  const data = volume.data.slice();
  order.forEach((from, to) => data.set(volume.data.slice(from * area, (from + 1) * area), to * area));
  return { ...volume, data };
};
const flipped = (volume: Volume, axis: number): Volume => {
  const [nx, ny, nz] = volume.size;
  const data = volume.data.slice();
  for (let k = 0, to = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const [x, y, z] = [i, j, k].map((index, a) => (a === axis ? volume.size[a] - 1 - index : index));
        data[to++] = volume.data[x + nx * (y + ny * z)];
      }
  return { ...volume, data };
};

describe.skipIf(!existsSync(real))('suspicions of real CTs that were changed', () => {
  for (const name of ['abdomen-3mm', 'abdomen-pelvis-3mm']) {
    it(`finds what is wrong and nothing else: ${name}`, async () => {
      const ct = await readNifti(join(real, name, 'ct.nii.gz'));
      const { volume, extensions } = await readNiftiFile(join(real, name, 'segmentation.nii.gz'));
      const names = labelTableOf(extensions) ?? new Map();
      const kinds = (change: (volume: Volume) => Volume) => {
        const labels: LabelMap = { volume: change(volume), names };
        const { scan, faults } = suspectMasks(measureStructures(change(ct), labels), body);
        return [...suspectCt(change(ct)), ...scan, ...faults].map(({ kind }) => kind);
      };
      const slices = Array.from({ length: ct.size[2] }, (_, k) => k);
      const byName = [...slices].sort((a, b) => (`${a + 1}` < `${b + 1}` ? -1 : 1));
      const half = ct.size[2] >> 1;
      expect(kinds((v) => v)).toEqual([]);
      expect(kinds((v) => flipped(v, 0))).toEqual(['left-right-swapped']);
      expect(kinds((v) => flipped(v, 1))).toEqual(['front-back-swapped']);
      expect(kinds((v) => flipped(v, 2))).toEqual(['upside-down']);
      expect(kinds((v) => ({ ...v, spacing: mapTriple(v.spacing, (mm) => mm / 10) }))).toContain('spacing');
      expect(
        kinds((v) =>
          slicesOf(
            v,
            slices.map((k) => k - (k % 2)),
          ),
        ),
      ).toEqual(['slices-doubled']);
      expect(kinds((v) => slicesOf(v, createRandom(1).shuffle(slices)))).toContain('slices-unordered');
      expect(kinds((v) => slicesOf(v, byName))).toContain('slices-unordered');
      expect(kinds((v) => slicesOf(v, [...slices.slice(half), ...slices.slice(0, half)]))).toContain(
        'slices-unordered',
      );
    });
  }
});

it('tells values that were stored without a sign, and those that were cut off', () => {
  const random = createRandom(3);
  const size = [32, 32, 16] as const;
  const hu = Int16Array.from({ length: 32 * 32 * 16 }, (_, i) =>
    i % 32 < 4 + (i >> 10) ? -1000 : 40 + 120 * random.normal(),
  );
  const kinds = (data: Volume['data']) =>
    suspectCt({ data, size, spacing: [10, 10, 5], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }).map(
      ({ kind }) => kind,
    );
  expect(kinds(hu)).toEqual([]);
  expect(kinds(Float32Array.from(hu, (value) => value & 0xffff))).toContain('not-hu');
  expect(kinds(hu.map((value) => Math.min(value, 240)))).toEqual(['clipped']);
});
