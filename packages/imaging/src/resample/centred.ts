import { voxelCount, voxelToWorld, type Triple, type Volume, type VoxelArray } from '@totalfm/core';
import type { AxisSamples } from './axis-samples.ts';
import { sampleVolume } from './resample.ts';

/** A grid of fixed spacing around a scan's middle. */
export interface CentredGrid {
  /** Voxels (x, y, z). What the scan has beyond them is left out. */
  readonly size: Triple;
  /** Millimetres (x, y, z) from voxel to voxel. */
  readonly spacing: Triple;
  /** What stays where it is when the spacing changes: the centre of a voxel at the scan’s corner, or its outer faces. */
  readonly align: 'centres' | 'faces';
  /** What lies outside of the scan. */
  readonly fill: number;
}

type Axis = 0 | 1 | 2;

/** Samples of one axis that lie within the scan, and how many of the grid come before them. */
interface Placed {
  readonly samples: AxisSamples;
  readonly before: number;
}

/**
 * An upright scan (LPS) at a fixed spacing by trilinear interpolation, cut to `size` around its middle or filled up to it: what networks
 * of whole scans take.
 *
 * With `centres` the grid is that of MONAI’s `Orientationd("RAS")`, `Spacingd`, `SpatialPadd` and `CenterSpatialCropd`: the first voxel of
 * the scan in RAS, its leftmost, hindmost and lowest, stays a sample, and the last may lie up to half a voxel beyond the scan, where it
 * takes the nearest voxel. With `faces` it is that of CT-CLIP’s `interpolate`: ⌊n · spacing / wanted⌋ samples, of a spacing that is
 * wanted up to that rounding.
 */
export function resampleCentred<Data extends VoxelArray>(volume: Volume<Data>, grid: CentredGrid): Volume<Data> {
  const place = grid.align === 'centres' ? fromCentres : fromFaces;
  const placed = ([0, 1, 2] as const).map((axis) => place(volume, grid, axis));
  const [x, y, z] = placed;
  const inside = sampleVolume(volume, [x.samples, y.samples, z.samples], 'trilinear');
  const first = placed.map(({ samples, before }) => samples.start - before * samples.step);
  return {
    ...inside,
    data: framed(inside, grid, [x.before, y.before, z.before]),
    size: grid.size,
    origin: voxelToWorld(volume, [first[0], first[1], first[2]]),
  };
}

/** MONAI counts in RAS: along x and y from the other end than this scan does. */
function fromCentres({ size, spacing }: Volume, grid: CentredGrid, axis: Axis): Placed {
  const step = grid.spacing[axis] / spacing[axis];
  const count = roundedToEven((size[axis] - 1) / step + 1);
  const wanted = grid.size[axis];
  const kept = Math.min(count, wanted);
  const cut = Math.max(0, Math.floor(count / 2) - Math.floor(wanted / 2));
  const pad = Math.floor((wanted - kept) / 2);
  const samples = { count: kept, step, first: 0, last: size[axis] - 1 };
  return axis === 2
    ? { samples: { ...samples, start: cut * step }, before: pad }
    : { samples: { ...samples, start: size[axis] - 1 - (cut + kept - 1) * step }, before: wanted - kept - pad };
}

/** As the scan counts itself. */
function fromFaces({ size, spacing }: Volume, grid: CentredGrid, axis: Axis): Placed {
  const count = Math.max(1, Math.floor(size[axis] * (spacing[axis] / grid.spacing[axis])));
  const step = size[axis] / count;
  const kept = Math.min(count, grid.size[axis]);
  const cut = Math.floor((count - kept) / 2);
  const samples = { count: kept, start: (cut + 0.5) * step - 0.5, step, first: 0, last: size[axis] - 1 };
  return { samples, before: Math.floor((grid.size[axis] - kept) / 2) };
}

/** NumPy’s rounding. */
function roundedToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The voxels in the middle of a larger volume. */
function framed<Data extends VoxelArray>(
  { data, size }: Volume<Data>,
  { size: target, fill }: CentredGrid,
  before: Triple,
): Data {
  if (size.every((n, axis) => n === target[axis])) return data;
  const out = new (data.constructor as new (length: number) => Data)(voxelCount(target)).fill(fill) as Data;
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++) {
      const from = size[0] * (j + size[1] * k);
      const to = before[0] + target[0] * (before[1] + j + target[1] * (before[2] + k));
      out.set(data.subarray(from, from + size[0]), to);
    }
  return out;
}
