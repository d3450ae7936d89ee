import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, voxelCount, voxelToWorld, type Triple, type Volume } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../dicom-reader.ts';
import { writeSeries } from '../test-support/ct-series.ts';
import { structureSetFile, type RoiToWrite } from '../test-support/structure-set.ts';
import { fillContours } from './fill-contours.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-rtstruct-'));
afterAll(() => rmSync(dir, { recursive: true }));

const angle = 0.2;
const grid: Omit<Volume, 'data'> = {
  size: [40, 30, 5],
  spacing: [0.8, 0.9, 3],
  origin: [-15, -10, 20],
  direction: [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle)],
};
/** An outline in pixels of slice k as points in millimetres. */
const outline = (points: readonly (readonly [number, number])[], k: number, on: Omit<Volume, 'data'> = grid) =>
  points.flatMap(([x, y]) => voxelToWorld(on, [x, y, k] as Triple));
const box = (x0: number, y0: number, x1: number, y1: number) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]] as const; // prettier-ignore
/** Pixels of a slice whose centres a test says lie inside. */
const expected = (inside: (i: number, j: number, k: number) => number) =>
  Uint8Array.from({ length: voxelCount(grid.size) }, (_, voxel) =>
    inside(voxel % 40, Math.floor(voxel / 40) % 30, Math.floor(voxel / 1200)),
  );

type Point = readonly [number, number];
/** From a point to an edge. */
function distance([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const share = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}

let count = 0;
function study(rois: readonly RoiToWrite[], { beside = true, ...how }: { beside?: boolean; syntax?: string } = {}) {
  const root = join(dir, `study-${count++}`);
  mkdirSync(join(root, 'structures'), { recursive: true });
  if (beside) writeSeries(join(root, 'ct', 'thin'), { ...grid, data: new Int16Array(voxelCount(grid.size)) });
  const path = join(root, 'structures', 'rs.dcm');
  writeFileSync(path, structureSetFile(rois, how));
  return path;
}
async function labelsOf(path: string) {
  const warnings: string[] = [];
  const read = createDicomReader().readLabelMap ?? expect.fail('reads label maps');
  return { ...(await read(path, { warn: ({ code }) => void warnings.push(code) })), warnings };
}

describe('structure sets', () => {
  it('are label maps on the grid of their series: holes by the even-odd rule, the later structure on top', async () => {
    const liver = { number: 2, name: 'Liver', contours: [1, 2].flatMap((k) => [outline(box(3.5, 2.5, 20.5, 18.5), k), outline(box(8.5, 8.5, 12.5, 12.5), k)]) }; // prettier-ignore
    const lesion = { number: 7, name: 'GTV', contours: [outline([[15, 10.2], [30, 10.2], [15, 25.2]], 2)] }; // prettier-ignore
    for (const syntax of ['', '.1']) {
      const { volume, names, warnings } = await labelsOf(study([lesion, liver], { syntax }));
      expect(names).toEqual(new Map([[2, 'Liver'], [7, 'GTV']])); // prettier-ignore
      expect(warnings).toEqual([]);
      expect(volume).toMatchObject({ size: grid.size });
      const within = (i: number, j: number) => i >= 4 && i <= 20 && j >= 3 && j <= 18 && !(i >= 9 && i <= 12 && j >= 9 && j <= 12); // prettier-ignore
      const triangle = (i: number, j: number) => i >= 15 && j > 10.2 && i - 15 + (j - 10.2) < 15;
      const labels = expected((i, j, k) => {
        if (k === 2 && triangle(i, j)) return 7;
        return (k === 1 || k === 2) && within(i, j) ? 2 : 0;
      });
      expect(volume.data).toEqual(labels);
    }
  });

  it('enclose the voxels whose centres cross their outlines an odd number of times', () => {
    const random = createRandom(4);
    for (let round = 0; round < 20; round++) {
      // Outlines that cross themselves and one another, and leave the grid.
      const outlines = Array.from({ length: 1 + random.integer(3) }, () =>
        Array.from(
          { length: 3 + random.integer(9) },
          () => [60 * random.next() - 10, 50 * random.next() - 10] as const,
        ),
      );
      const data = new Uint8Array(voxelCount(grid.size));
      const contours = outlines.map((points) => Float64Array.from(outline(points, 2)));
      fillContours(data, grid, { label: 5, name: 'any', contours });
      const crossings = (i: number, j: number) =>
        outlines.flatMap((points) =>
          points.filter(([x, y], at) => {
            const [u, v] = points[(at + 1) % points.length];
            return y > j !== v > j && i < x + ((j - y) / (v - y)) * (u - x);
          }),
        ).length;
      const nearest = (i: number, j: number) =>
        Math.min(...outlines.flatMap((points) => points.map((from, at) => distance([i, j], from, points[(at + 1) % points.length])))); // prettier-ignore
      const wrong = expected((i, j, k) => {
        const found = data[i + 40 * (j + 30 * k)];
        const away = k === 2 ? nearest(i, j) : Infinity;
        if (away > 0.03) return Number(found !== (k === 2 && crossings(i, j) % 2 === 1 ? 5 : 0));
        return Number(away < 0.019 && found !== 5);
      });
      expect(wrong.indexOf(1)).toBe(-1);
    }
  });

  it('hold the centres that their outlines run through, those of holes, too, however coordinates are rounded', () => {
    const random = createRandom(9);
    const near = (points: readonly (readonly [number, number])[]) =>
      points.map(([x, y]) => [x + 0.01 * (random.next() - 0.5), y + 0.01 * (random.next() - 0.5)] as const);
    const data = new Uint8Array(voxelCount(grid.size));
    const ring = [box(3, 2, 20, 18), box(8, 8, 12, 12)];
    // One voxel, a row of them, a diagonal, and a point between centres.
    const small = [[[30, 5]], [[30, 10], [35, 10]], [[30, 15], [34, 19]], [[36.5, 5.5]]] as const; // prettier-ignore
    const contours = [...ring, ...small].map((points) => Float64Array.from(outline(near(points), 2)));
    expect(fillContours(data, grid, { label: 5, name: 'any', contours }).outside).toBe(1);
    const row = (i: number, j: number) => j === 10 && i >= 30 && i <= 35;
    const diagonal = (i: number, j: number) => i - 15 === j && i >= 30 && i <= 34;
    const hole = (i: number, j: number) => i > 8 && i < 12 && j > 8 && j < 12;
    const inside = (i: number, j: number) =>
      (i >= 3 && i <= 20 && j >= 2 && j <= 18 && !hole(i, j)) || (i === 30 && j === 5) || row(i, j) || diagonal(i, j);
    expect(data).toEqual(expected((i, j, k) => (k === 2 && inside(i, j) ? 5 : 0)));
  });

  it('lie on a grid of their own where their series is not there, and say so', async () => {
    const straight = { ...grid, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const };
    const planes = [0, 1, 2, 4].map((k) => outline(box(5, 5, 25, 15), k, straight));
    const path = study([{ number: 1, name: 'Liver', contours: planes }], { beside: false });
    const { volume, warnings } = await labelsOf(path);
    expect(warnings).toEqual(['TFM_DICOM_REFERENCE']);
    expect(volume.spacing).toEqual([1, 1, 3]);
    expect(volume.size[2]).toBe(5);
    const voxels = Array.from(volume.data).filter((label) => label === 1).length;
    expect(voxels).toBe(4 * 16 * 9);
    expect(await createDicomReader().files?.(path)).toEqual([path]);
    const oblique = await labelsOf(study([{ number: 1, name: 'Liver', contours: [1, 2].map((k) => outline(box(5, 5, 25, 15), k)) }], { beside: false })); // prettier-ignore
    expect(oblique.volume.spacing[2]).toBeCloseTo(3, 6);
    expect(oblique.volume.direction[8]).toBeCloseTo(Math.cos(angle), 6);
  });

  it('leave out what encloses nothing, and have a code for what is broken', async () => {
    const good = { number: 1, name: 'Liver', contours: [outline(box(5, 5, 25, 15), 1)] };
    const point = { number: 2, name: 'Mark', contours: [outline([[5, 5]], 1)], type: 'POINT' }; // prettier-ignore
    const far = { number: 3, name: 'Far', contours: [outline(box(5, 5, 25, 15), 9)] };
    const upright = { number: 4, name: 'Sagittal', contours: [[0, 0, 20, 0, 5, 20, 0, 5, 32]] };
    const path = study([good, point, far, upright]);
    const { volume, names, warnings } = await labelsOf(path);
    expect(new Set(volume.data)).toEqual(new Set([0, 1]));
    expect(names?.size).toBe(4);
    expect(warnings).toEqual(['TFM_DICOM_CONTOUR']);
    expect(await createDicomReader().files?.(path)).toHaveLength(6);
    await expectCodedError(labelsOf(study([point])), 'TFM_DICOM_CORRUPT');
    const huge = { number: 1, name: 'Huge', contours: [[0, 0, 0, 1e9, 0, 0, 0, 1e9, 0]] };
    await expectCodedError(labelsOf(study([huge], { beside: false })), 'TFM_DICOM_GEOMETRY');
  });
});
