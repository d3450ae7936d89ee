import { describe, expect, it } from 'vitest';
import { resampleSpline } from './spline.ts';

const cube = Float32Array.from({ length: 60 }, (_, i) => ((i * 37) % 23) - 11);

describe('resampleSpline', () => {
  it('changes nothing on the grid itself, and no constant', () => {
    expect(resampleSpline(cube, [3, 4, 5], [3, 4, 5])).toBe(cube);
    const even = resampleSpline(new Float32Array(60).fill(7), [3, 4, 5], [7, 2, 9]);
    even.forEach((value) => expect(value).toBeCloseTo(7, 5));
  });

  it('passes through every sample: three times as many meet the old ones in the middle of each', () => {
    const finer = resampleSpline(cube, [3, 4, 5], [9, 12, 15]);
    cube.forEach((value, i) => {
      const [x, y, z] = [i % 3, Math.floor(i / 3) % 4, Math.floor(i / 12)];
      expect(finer[3 * x + 1 + 9 * (3 * y + 1 + 12 * (3 * z + 1))]).toBeCloseTo(value, 4);
    });
  });

  it('equals scipy’s zoom', () => {
    // scipy.ndimage.zoom([0, 1, 4, 2, 8], 7 / 5, order=3, mode='nearest', grid_mode=True), scipy 1.17.1.
    const expected = [0.00437, 0.16159, 2.086123, 4.0, 2.062121, 4.203499, 8.467953];
    const line = Float32Array.of(0, 1, 4, 2, 8);
    expected.forEach((value, i) => expect(resampleSpline(line, [5, 1, 1], [7, 1, 1])[i]).toBeCloseTo(value, 5));
    expected.forEach((value, i) => expect(resampleSpline(line, [1, 1, 5], [1, 1, 7])[i]).toBeCloseTo(value, 5));
  });
});
