import type { ParameterSpecs, Tensors } from '@totalfm/core';
import { biasSpec, convolution3d, gainSpec, type ConvolutionWindow } from '@totalfm/compute';
import type { Tensor } from '@tensorflow/tfjs';
import { groupNorm } from './group-norm.ts';

/**
 * What follows a convolution. `group`: a group norm, whose statistics are the volume’s own, for training from scratch. `folded`: a
 * bias only: a batch norm in front of fixed statistics is part of filter and bias ({@link foldBatchNorm}).
 */
export type ConvolutionNorm = 'group' | 'folded';

/** A convolution with its norm: what it is made of, and how its filter moves. */
export interface ConvolutionShape extends ConvolutionWindow {
  readonly inputs: number;
  readonly outputs: number;
  /** Voxels of the filter along (z, y, x). */
  readonly filter: readonly [number, number, number];
  readonly norm: ConvolutionNorm;
  /** Times the deviation that keeps the variance behind a ReLU (He et al. 2015). Default: 1. */
  readonly gain?: number;
}

/** Channels of a group: as many as Wu & He (2018) found best, or the largest divisor of the channels below. */
const GROUP_CHANNELS = 16;

/** `NAME/weight` [out, in, z, y, x] and `NAME/bias`; with a group norm `NAME/gain` as well. */
export function convolutionSpecs(
  name: string,
  { inputs, outputs, filter, norm, gain = 1 }: ConvolutionShape,
): ParameterSpecs {
  const [depth, height, width] = filter;
  const deviation = gain * Math.sqrt(2 / (depth * height * width * inputs));
  return {
    [`${name}/weight`]: { shape: [outputs, inputs, ...filter], initial: { normal: deviation }, decay: true },
    ...(norm === 'group' && { [`${name}/gain`]: gainSpec(outputs) }),
    [`${name}/bias`]: biasSpec(outputs),
  };
}

/** [n, in, z, y, x] → [n, out, z', y', x']: the convolution and its norm. */
export function convolve(p: Tensors, name: string, x: Tensor, shape: ConvolutionShape): Tensor {
  const [weight, bias] = [p[`${name}/weight`], p[`${name}/bias`]];
  if (shape.norm === 'folded') return convolution3d(x, weight, bias, shape);
  return groupNorm(convolution3d(x, weight, undefined, shape), p[`${name}/gain`], bias, groupsOf(shape.outputs));
}

function groupsOf(channels: number): number {
  let size = Math.min(GROUP_CHANNELS, channels);
  while (channels % size !== 0) size--;
  return channels / size;
}
