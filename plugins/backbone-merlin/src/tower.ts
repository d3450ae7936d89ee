import type { ParameterSpecs, Tensors } from '@totalfm/core';
import { relu, scope } from '@totalfm/compute';
import {
  convolutionSpecs,
  convolve,
  maxPool,
  resnetSpecs,
  resnetStages,
  resnetWidth,
  type ConvolutionShape,
} from '@totalfm/networks';
import type { Tensor } from '@tensorflow/tfjs';
import type { MerlinOptions } from './options.ts';

/**
 * An inflated ResNet (Carreira & Zisserman 2017; He et al. 2016). Official images come in three equal channels: here they are one,
 * and official filters the sums of three.
 */
export function towerSpecs(options: MerlinOptions): ParameterSpecs {
  return { ...convolutionSpecs('stem', stemOf(options)), ...resnetSpecs(stagesOf(options)) };
}

/** [batch, 1, z, x, y] → the feature map [batch, {@link towerWidth}, z / 32, x / 32, y / 32] of four stages; z is halved once less. */
export function towerMap(p: Tensors, image: Tensor, options: MerlinOptions): Tensor {
  const stem = scope('stem', () =>
    maxPool(relu(convolve(p, 'stem', image, stemOf(options))), { width: 3, stride: 2, pad: 1 }),
  );
  return resnetStages(p, stem, stagesOf(options));
}

export const towerWidth = ({ channels, depths }: MerlinOptions): number => resnetWidth({ width: channels, depths });

const stemOf = ({ channels, norm }: MerlinOptions): ConvolutionShape => ({
  inputs: 1,
  outputs: channels,
  filter: [3, 7, 7],
  strides: [1, 2, 2],
  pads: [1, 3, 3],
  norm,
});

const stagesOf = ({ channels, depths, norm }: MerlinOptions) => ({ inputs: channels, width: channels, depths, norm });

/** Voxels of the feature map along (z, x, y), for an image of (x, y, z) voxels. */
export function mapSize([nx, ny, nz]: readonly number[], { depths }: MerlinOptions): readonly number[] {
  const half = (n: number) => Math.ceil(n / 2);
  return [nz, half(nx), half(ny)].map((n) => depths.reduce(half, n));
}
