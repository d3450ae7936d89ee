import type { TotalFmError, VolumeGeometry } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import { sameRaster, type PlacedFrame } from '../geometry/plane.ts';
import { dot, lengthOf, minus, scaled } from '../geometry/vectors.ts';

/** Where frames that lie in parallel planes lie in a volume. */
export interface PlanesGrid {
  readonly geometry: VolumeGeometry;
  /** The slice of each frame, from 0. */
  readonly slices: readonly number[];
}

/** Nearer than this, two planes are one; further within its plane, a frame is moved against the others. Millimetres. */
const SAME_MM = 0.01;
/** How far a plane may lie from a slice: millimetres, and as a share of the distance of slices. */
const OFF_MM = 0.06;
const OFF_SHARE = 0.1;
/** More slices or voxels than any scan has. */
const MOST_SLICES = 8192;
const MOST_VOXELS = 2 ** 31 - 1;

/**
 * The even grid that planes lie on, of which slices may be missing: `stated` are distances in millimetres that the file
 * names. Throws `TFM_DICOM_GEOMETRY`, `TFM_DICOM_GAP`.
 */
export function gridOfPlanes(frames: readonly PlacedFrame[], stated: readonly number[], file: string): PlanesGrid {
  const [{ raster }] = frames;
  const along = frames.map(({ position }) => dot(position, raster.normal));
  const first = along.indexOf(along.reduce((a, b) => Math.min(a, b)));
  checkPlanes(frames, frames[first], file);
  const places = distinct(along);
  const step = stepOf(places, stated);
  if (step === undefined) throw uneven(places, file);
  const count = Math.round((places[places.length - 1] - places[0]) / step) + 1;
  const { columns, rows, down, normal, spacing } = raster;
  if (count > MOST_SLICES || count * columns * rows > MOST_VOXELS) throw tooLarge(columns, rows, count, file);
  return {
    geometry: {
      size: [columns, rows, count],
      spacing: [spacing[0], spacing[1], step],
      origin: frames[first].position,
      direction: [0, 1, 2].flatMap((row) => [raster.along[row], down[row], normal[row]]) as never,
    },
    slices: along.map((place) => Math.round((place - places[0]) / step)),
  };
}

function checkPlanes(frames: readonly PlacedFrame[], { raster, position }: PlacedFrame, file: string): void {
  for (const frame of frames) {
    const offset = minus(frame.position, position);
    const within = lengthOf(minus(offset, scaled(raster.normal, dot(offset, raster.normal))));
    if (sameRaster(frame.raster, raster) && within <= SAME_MM + 1e-3 * lengthOf(offset)) continue;
    throw imagingErrors.TFM_DICOM_GEOMETRY({
      file,
      message: `The frames of ${file} are not slices of one volume: they differ in size, spacing or direction, or are moved within their planes.`,
      fix: 'Export the segmentation again on the grid of its series.',
    });
  }
}

function distinct(along: readonly number[]): readonly number[] {
  const sorted = [...along].sort((a, b) => a - b);
  return sorted.filter((place, i) => i === 0 || place - sorted[i - 1] > SAME_MM);
}

/** Millimetres between slices: the first of what is stated and of what is seen that every plane fits. */
function stepOf(places: readonly number[], stated: readonly number[]): number | undefined {
  const usable = stated.filter((step) => step > SAME_MM);
  if (places.length === 1) return usable[0] ?? 1;
  const gaps = places.slice(1).map((place, i) => place - places[i]);
  const least = gaps.reduce((a, b) => Math.min(a, b));
  for (const candidate of [...usable, least, least / 2, least / 3]) {
    const step = refined(places, candidate);
    const fits = places.every((place) => {
      const at = (place - places[0]) / step;
      return Math.abs(at - Math.round(at)) * step <= Math.min(OFF_MM, OFF_SHARE * step);
    });
    if (fits && least > step / 2) return step;
  }
  return undefined;
}

/** The distance over the whole range, so that no rounding of a stated one adds up. */
function refined(places: readonly number[], step: number): number {
  let [best, range] = [step, 0];
  for (const place of places.slice(1)) {
    range = place - places[0];
    const slices = Math.round(range / best);
    if (slices > 0 && Math.abs(range - slices * best) < best / 4) best = range / slices;
  }
  return best;
}

const uneven = (places: readonly number[], file: string): TotalFmError =>
  imagingErrors.TFM_DICOM_GAP({
    file,
    message: `The ${places.length} planes of ${file} lie at no even distances.`,
    fix: 'Export the segmentation again on the grid of its series.',
  });

const tooLarge = (columns: number, rows: number, slices: number, file: string): TotalFmError =>
  imagingErrors.TFM_DICOM_GEOMETRY({
    file,
    message: `The planes of ${file} would make ${columns} × ${rows} × ${slices} voxels.`,
    fix: 'Export the segmentation again on the grid of its series.',
  });
