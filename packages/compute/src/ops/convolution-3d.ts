import * as tf from '@tensorflow/tfjs';
import type { Triple } from '@totalfm/core';
import {
  FIRST_CONVOLUTION,
  FIRST_CONVOLUTION_FILTER_GRADIENT,
  FIRST_CONVOLUTION_INPUT_GRADIENT,
} from '../trace/kernels/convolution-first.ts';
import { ONNX } from '../trace/onnx-backend.ts';

/** How a filter moves over a volume, along (z, y, x). */
export interface ConvolutionWindow {
  /** Voxels from one place to the next. Default: 1. */
  readonly strides?: Triple;
  /** Zeros before and behind each axis. Default: 0. */
  readonly pads?: Triple;
}

/**
 * PyTorch’s `conv3d`: a volume [n, in, z, y, x] by a filter [out, in, z, y, x], plus a bias [out], gives [n, out, z', y', x'] with
 * z' = ⌊(z + 2 · pad − filter) / stride⌋ + 1. Channels come first, as in ONNX: a network of these has no transposes.
 */
export function convolution3d(
  x: tf.Tensor,
  filter: tf.Tensor,
  bias?: tf.Tensor,
  { strides = [1, 1, 1], pads = [0, 0, 0] }: ConvolutionWindow = {},
): tf.Tensor {
  if (tf.getBackend() !== ONNX) return composition([x, filter, bias], strides, pads);
  const attrs = { inputShape: x.shape, filterShape: filter.shape, strides: [...strides], pads: [...pads] };
  const kernel = (name: string, inputs: tf.NamedTensorMap) => tf.engine().runKernel(name, inputs, attrs) as tf.Tensor;
  const op = tf.customGrad((...args: unknown[]) => {
    const save = args.pop() as (tensors: tf.Tensor[]) => void;
    const [input, weights, offset] = args as tf.Tensor[];
    save([input, weights]);
    return {
      value: kernel(FIRST_CONVOLUTION, { x: input, filter: weights, ...(offset && { bias: offset }) }),
      gradFunc: (dy: tf.Tensor, [seen, by]: tf.Tensor[]) => [
        kernel(FIRST_CONVOLUTION_INPUT_GRADIENT, { dy, filter: by }),
        kernel(FIRST_CONVOLUTION_FILTER_GRADIENT, { x: seen, dy }),
        ...(offset ? [tf.sum(dy, [0, 2, 3, 4])] : []),
      ],
    };
  });
  return bias ? op(x, filter, bias) : op(x, filter);
}

/** The same of tfjs’s own ops, whose channels come last. */
function composition(
  [x, filter, bias]: ReadonlyArray<tf.Tensor | undefined>,
  [sz, sy, sx]: Triple,
  pads: Triple,
): tf.Tensor {
  const last = tf.transpose(x as tf.Tensor, [0, 2, 3, 4, 1]);
  const around = pads.map((n): [number, number] => [n, n]);
  const padded = pads.some((n) => n > 0) ? tf.pad(last, [[0, 0], ...around, [0, 0]]) : last;
  const weights = tf.transpose(filter as tf.Tensor, [2, 3, 4, 1, 0]);
  const sums = tf.conv3d(padded as tf.Tensor5D, weights as tf.Tensor5D, [sz, sy, sx], 'valid');
  return tf.transpose(bias ? tf.add(sums, bias) : sums, [0, 4, 1, 2, 3]);
}
