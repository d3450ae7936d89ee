import type { ParameterSpecs, Tensors } from '@totalfm/core';
import { relu } from '@totalfm/compute';
import * as tf from '@tensorflow/tfjs';
import { convolutionSpecs, convolve, type ConvolutionNorm, type ConvolutionShape } from './convolution.ts';

/** How many times as many channels leave a bottleneck as are inside of it. */
export const EXPANSION = 4;

export interface BottleneckShape {
  readonly inputs: number;
  /** Channels inside; {@link EXPANSION} times as many come out. */
  readonly width: number;
  /** Of the convolution in the middle, and of the shortcut. */
  readonly stride: number;
  readonly norm: ConvolutionNorm;
  /** Times the deviation of what is added to the shortcut. Default: 1. */
  readonly gain?: number;
}

/**
 * A residual block with a bottleneck (He et al. 2016): 1³ to `width` channels, 3³ with the stride, 1³ to four times as many, added to
 * the input, or to a 1³ convolution of it where its shape is another.
 */
export function bottleneckSpecs(name: string, shape: BottleneckShape): ParameterSpecs {
  return Object.assign(
    {},
    ...Object.entries(layersOf(shape)).map(([layer, of]) => convolutionSpecs(`${name}/${layer}`, of)),
  );
}

/** [n, inputs, z, y, x] → [n, 4 · width, z / stride, y / stride, x / stride]. */
export function bottleneck(p: Tensors, name: string, x: tf.Tensor, shape: BottleneckShape): tf.Tensor {
  const { conv1, conv2, conv3, shortcut } = layersOf(shape);
  const narrow = relu(convolve(p, `${name}/conv1`, x, conv1));
  const seen = relu(convolve(p, `${name}/conv2`, narrow, conv2));
  const residual = convolve(p, `${name}/conv3`, seen, conv3);
  return relu(tf.add(residual, shortcut ? convolve(p, `${name}/shortcut`, x, shortcut) : x));
}

interface Layers {
  readonly conv1: ConvolutionShape;
  readonly conv2: ConvolutionShape;
  readonly conv3: ConvolutionShape;
  readonly shortcut?: ConvolutionShape;
}

function layersOf({ inputs, width, stride, norm, gain }: BottleneckShape): Layers {
  const outputs = EXPANSION * width;
  const point = { filter: [1, 1, 1], norm } as const;
  const strides = [stride, stride, stride] as const;
  return {
    conv1: { ...point, inputs, outputs: width },
    conv2: { inputs: width, outputs: width, filter: [3, 3, 3], strides, pads: [1, 1, 1], norm },
    conv3: { ...point, inputs: width, outputs, gain },
    ...((stride > 1 || inputs !== outputs) && { shortcut: { ...point, inputs, outputs, strides } }),
  };
}
