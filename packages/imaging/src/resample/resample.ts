import { voxelToWorld, type Triple, type Volume, type VoxelArray } from '@totalfm/core';
import { type Box, boxSize, wholeBox } from '../box.ts';
import { axisWeights, fillSamples, nearestVoxels, type AxisSamples, type Interpolation } from './axis-samples.ts';
import { separableSum } from './separable.ts';

type Samples = readonly [AxisSamples, AxisSamples, AxisSamples];

/**
 * The volume (or a box of it) on a grid of `size` voxels that covers the same place: outer faces are aligned, so no
 * tissue is lost at the edges. The array type stays; whole-number types are rounded.
 *
 * `trilinear` reads the 8 voxels around each point: right when enlarging, but it steps over small things when shrinking
 * by more than 2. `area` averages over each new voxel's own width wherever an axis shrinks, and is linear where it does
 * not. `nearest` is for labels and masks.
 */
export function resampleToSize<Data extends VoxelArray>(
  volume: Volume<Data>,
  size: Triple,
  mode: Interpolation,
  box: Box = wholeBox(volume.size),
): Volume<Data> {
  const axis = (a: 0 | 1 | 2) => fillSamples(box.start[a], box.end[a], size[a]);
  return sampleVolume(volume, [axis(0), axis(1), axis(2)], mode);
}

/** The volume at exactly this spacing (mm), from the same outer corner; its size is rounded to whole voxels. */
export function resampleToSpacing<Data extends VoxelArray>(
  volume: Volume<Data>,
  spacing: Triple,
  mode: Interpolation,
): Volume<Data> {
  const axis = (a: 0 | 1 | 2): AxisSamples => {
    const step = spacing[a] / volume.spacing[a];
    return {
      count: Math.max(1, Math.round(volume.size[a] / step)),
      start: 0.5 * step - 0.5,
      step,
      first: 0,
      last: volume.size[a] - 1,
    };
  };
  return sampleVolume(volume, [axis(0), axis(1), axis(2)], mode);
}

/** The volume at samples of each axis. */
export function sampleVolume<Data extends VoxelArray>(
  volume: Volume<Data>,
  samples: Samples,
  mode: Interpolation,
): Volume<Data> {
  const triple = (pick: (axis: AxisSamples, a: number) => number): Triple => [
    pick(samples[0], 0),
    pick(samples[1], 1),
    pick(samples[2], 2),
  ];
  return {
    data:
      mode === 'nearest'
        ? pickNearest(volume, samples)
        : separableSum(volume.data, volume.size, [
            axisWeights(samples[0], mode),
            axisWeights(samples[1], mode),
            axisWeights(samples[2], mode),
          ]),
    size: triple(({ count }) => count),
    spacing: triple(({ step }, a) => step * volume.spacing[a]),
    origin: voxelToWorld(
      volume,
      triple(({ start }) => start),
    ),
    direction: volume.direction,
  };
}

function pickNearest<Data extends VoxelArray>({ data, size }: Volume<Data>, samples: Samples): Data {
  const [x, y, z] = samples.map(nearestVoxels);
  const out = new (data.constructor as new (length: number) => Data)(x.length * y.length * z.length);
  let to = 0;
  for (let k = 0; k < z.length; k++) {
    for (let j = 0; j < y.length; j++) {
      const row = size[0] * (y[j] + size[1] * z[k]);
      for (let i = 0; i < x.length; i++) out[to++] = data[row + x[i]];
    }
  }
  return out;
}

/** How much smaller than its box a grid of `size` is, along the axis that shrinks most. */
export const shrinkage = (box: Box, size: Triple): number =>
  Math.max(...boxSize(box).map((edge, axis) => edge / size[axis]));
