import { totalFmWindows } from '@totalfm/imaging';
import type { OrganVolume, Triple } from '@totalfm/core';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { pngDataUri } from './png.ts';
import { organCentre, slicePicture, windowFor } from './slices.ts';

/** Fat with one bright block, anterior, superior and on the patient's left; cubic, 60 mm. */
const size: Triple = [20, 20, 10];
const block = (x: number, y: number, z: number) => x >= 14 && y < 6 && z >= 7;
const voxels = Array.from(
  { length: 4000 },
  (_, voxel) => [voxel % 20, Math.floor(voxel / 20) % 20, Math.floor(voxel / 400)] as const,
);
const volume: OrganVolume = {
  organ: 'liver',
  hu: Int16Array.from(voxels, (at) => (block(...at) ? 240 : -160)),
  mask: Uint8Array.from(voxels, (at) => +block(...at)),
  size,
  extentMm: [60, 60, 60],
  organExtentMm: [18, 18, 18],
  organMl: 1,
};
const soft = totalFmWindows['soft-tissue'];

/** Mean grey of the picture's four quarters. */
function quarters({ width, values }: ReturnType<typeof slicePicture>) {
  const sum = { topLeft: 0, topRight: 0, bottomLeft: 0, bottomRight: 0 };
  values.forEach((value, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    sum[`${y < width / 2 ? 'top' : 'bottom'}${x < width / 2 ? 'Left' : 'Right'}`] += value;
  });
  return Object.entries(sum).sort(([, a], [, b]) => b - a)[0][0];
}

describe('slices', () => {
  it('look as radiologists look: left on the right, anterior or superior on top, anterior left in sagittal', () => {
    const centre = organCentre(volume);
    expect(centre).toEqual([17, 3, 8]);
    expect(quarters(slicePicture(volume, 'axial', { centre, window: soft, edge: 32 }))).toBe('topRight');
    expect(quarters(slicePicture(volume, 'coronal', { centre, window: soft, edge: 32 }))).toBe('topRight');
    expect(quarters(slicePicture(volume, 'sagittal', { centre, window: soft, edge: 32 }))).toBe('topLeft');
  });

  it('keep true proportions, black around', () => {
    const { values, width } = slicePicture(
      { ...volume, hu: new Int16Array(4000).fill(240), extentMm: [60, 60, 30] },
      'coronal',
      { centre: [10, 10, 5], window: soft, edge: 40 },
    );
    const filledRows = Array.from({ length: 40 }, (_, row) => values[row * width + 20]);
    expect(filledRows.filter((value) => value === 1)).toHaveLength(20);
    expect(filledRows[5]).toBe(0);
  });

  it('are in the window of the organ', () => {
    expect(windowFor(volume).name).toBe('soft-tissue');
    expect(windowFor({ ...volume, organ: 'vertebrae' }).name).toBe('bone');
    expect(windowFor({ ...volume, organ: 'lung', hu: new Int16Array(4000).fill(-820) }).name).toBe('lung');
  });

  it('survive the way through PNG', () => {
    const picture = slicePicture(volume, 'axial', { centre: organCentre(volume), window: soft, edge: 16 });
    const png = PNG.sync.read(Buffer.from(pngDataUri([picture, picture]).split(',')[1], 'base64'));
    expect([png.width, png.height]).toEqual([34, 16]);
    picture.values.forEach((value, pixel) =>
      expect(png.data[4 * (Math.floor(pixel / 16) * 34 + (pixel % 16))]).toBe(Math.round(255 * value)),
    );
  });
});
