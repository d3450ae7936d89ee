import { createRandom, voxelCount, voxelToWorld, type Triple, type Volume } from '@totalfm/core';
import { expectVolume } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { crop, resampleToSize, resampleToSpacing, type Interpolation } from '../index.ts';

const geometry = {
  origin: [-20, 30, 40] as Triple,
  spacing: [1, 1.5, 3] as Triple,
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

function volumeOf(size: Triple, value: (x: number, y: number, z: number) => number): Volume<Float32Array> {
  const data = new Float32Array(voxelCount(size));
  for (let i = 0; i < data.length; i++)
    data[i] = value(i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1])));
  return { data, size, ...geometry };
}

/** The plain definition of trilinear interpolation with clamped edges, by half-pixel centres. */
function slowTrilinear(source: Volume, size: Triple): number[] {
  const at = (p: readonly number[]) => {
    let sum = 0;
    for (let corner = 0; corner < 8; corner++) {
      let [weight, offset, stride] = [1, 0, 1];
      for (let axis = 0; axis < 3; axis++) {
        const position = Math.min(Math.max(p[axis], 0), source.size[axis] - 1);
        const upper = (corner >> axis) & 1;
        weight *= upper ? position - Math.floor(position) : 1 - (position - Math.floor(position));
        offset += stride * Math.min(Math.floor(position) + upper, source.size[axis] - 1);
        stride *= source.size[axis];
      }
      sum += weight * source.data[offset];
    }
    return sum;
  };
  const out: number[] = [];
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++)
        out.push(at([x, y, z].map((i, axis) => ((i + 0.5) * source.size[axis]) / size[axis] - 0.5)));
  return out;
}

describe('resampling', () => {
  const random = createRandom(1);
  const noise = volumeOf([9, 7, 5], () => random.uniform(-1000, 1000));

  it('agrees with the plain definition of trilinear interpolation', () => {
    for (const size of [
      [9, 7, 5],
      [4, 3, 2],
      [18, 13, 11],
      [1, 1, 1],
      [30, 2, 5],
    ] as Triple[]) {
      const fast = resampleToSize(noise, size, 'trilinear');
      slowTrilinear(noise, size).forEach((value, i) => expect(Math.abs(fast.data[i] - value)).toBeLessThan(1e-2));
    }
  });

  // scipy.ndimage.zoom(order=1, mode='nearest', grid_mode=True), scipy 1.17.1.
  it('agrees with SciPy', () => {
    const line = volumeOf([5, 1, 1], (x) => [10, -20, 35, 0, 7][x]);
    const expected = [10.0, -3.125, -16.5625, 17.8125, 24.0625, 2.1875, 3.9375, 7.0];
    resampleToSize(line, [8, 1, 1], 'trilinear').data.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
  });

  it('keeps a straight ramp straight in the patient’s millimetres, in every mode that interpolates', () => {
    const ramp = volumeOf(
      [20, 16, 12],
      (x, y, z) => 2 * x * geometry.spacing[0] - 3 * y * geometry.spacing[1] + z * geometry.spacing[2],
    );
    const resampledRamps = [
      resampleToSize(ramp, [7, 9, 5], 'trilinear'),
      resampleToSpacing(ramp, [1.7, 2.2, 4.1], 'trilinear'),
      // Whole factors only: where voxels are split, an average takes them to be even inside.
      resampleToSize(ramp, [10, 8, 24], 'area'),
      resampleToSpacing(ramp, [5, 3, 1], 'area'),
    ];
    for (const resampled of resampledRamps) {
      expectVolume(resampled);
      const [nx, ny, nz] = resampled.size;
      for (let i = 0; i < resampled.data.length; i++) {
        const index: Triple = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
        if (index.some((value, axis) => value <= 1 || value >= [nx, ny, nz][axis] - 2)) continue;
        const point = voxelToWorld(resampled, index).map((value, axis) => value - geometry.origin[axis]);
        expect(resampled.data[i]).toBeCloseTo(2 * point[0] - 3 * point[1] + point[2], 3);
      }
    }
  });

  it('keeps the mean when it averages by area, and sees what trilinear steps over', () => {
    const point = volumeOf([64, 64, 64], (x, y, z) => (x === 20 && y === 31 && z === 44 ? 51200 : 0));
    const mean = (data: Float32Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
    const area = resampleToSize(point, [8, 8, 8], 'area');
    expect(mean(area.data)).toBeCloseTo(mean(point.data), 6);
    expect(Math.max(...area.data)).toBeCloseTo(100, 4);
    expect(Math.max(...resampleToSize(point, [8, 8, 8], 'trilinear').data)).toBe(0);
    const uneven = resampleToSize(noise, [4, 3, 5], 'area');
    expect(mean(uneven.data)).toBeCloseTo(mean(noise.data), 3);
  });

  it('is the same for a box and for the crop of that box', () => {
    const box = { start: [2, 1, 0] as Triple, end: [8, 6, 4] as Triple };
    for (const mode of ['trilinear', 'area', 'nearest'] as Interpolation[]) {
      const [direct, cropped] = [
        resampleToSize(noise, [3, 4, 6], mode, box),
        resampleToSize(crop(noise, box), [3, 4, 6], mode),
      ];
      direct.data.forEach((value, i) => expect(value).toBeCloseTo(cropped.data[i], 3));
      direct.origin.forEach((value, i) => expect(value).toBeCloseTo(cropped.origin[i], 9));
    }
  });

  it('gives a mirrored result for a mirrored volume', () => {
    const mirror = (volume: Volume<Float32Array>) =>
      volumeOf(
        volume.size,
        (x, y, z) => volume.data[volume.size[0] - 1 - x + volume.size[0] * (y + volume.size[1] * z)],
      );
    for (const mode of ['trilinear', 'area'] as Interpolation[]) {
      const [a, b] = [resampleToSize(mirror(noise), [5, 4, 3], mode), mirror(resampleToSize(noise, [5, 4, 3], mode))];
      a.data.forEach((value, i) => expect(value).toBeCloseTo(b.data[i], 2));
    }
  });

  it('keeps labels and array types', () => {
    const labels = {
      ...volumeOf([6, 6, 6], () => 0),
      data: Uint8Array.from({ length: 216 }, (_, i) => [0, 5, 117][i % 3]),
    };
    const shrunk = resampleToSize(labels, [4, 3, 5], 'nearest');
    expect(shrunk.data).toBeInstanceOf(Uint8Array);
    expect([...new Set(shrunk.data)].every((label) => [0, 5, 117].includes(label))).toBe(true);
    const hu = resampleToSize({ ...noise, data: Int16Array.from(noise.data) }, [5, 5, 5], 'area');
    expect(hu.data).toBeInstanceOf(Int16Array);
    expect(resampleToSize(noise, noise.size, 'trilinear').data).toEqual(noise.data);
  });

  it('covers the same place: outer faces stay where they are', () => {
    const { size, spacing, origin } = resampleToSize(noise, [3, 14, 2], 'area');
    for (let axis = 0; axis < 3; axis++) {
      expect(size[axis] * spacing[axis]).toBeCloseTo(noise.size[axis] * noise.spacing[axis], 9);
      expect(origin[axis] - spacing[axis] / 2).toBeCloseTo(noise.origin[axis] - noise.spacing[axis] / 2, 9);
    }
  });
});
