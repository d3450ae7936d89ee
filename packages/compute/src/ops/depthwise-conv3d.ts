import * as tf from '@tensorflow/tfjs';
import { FUSED_DEPTHWISE_CONV3D, FUSED_DEPTHWISE_CONV3D_FILTER } from '../trace/kernels/depthwise-volume.ts';
import { fusedKernel } from './fused-kernel.ts';

type Triple = readonly [number, number, number];

/** Zeros before and after each axis (depth, height, width); fewer than the filter is wide. */
export interface VolumePadding {
  readonly before: Triple;
  readonly after: Triple;
}

/**
 * Convolves each channel with a filter of its own, at a stride of 1, which tfjs has in two dimensions only:
 * x [batch, depth, height, width, channels], filter [d, h, w, channels, 1] → [batch, depth', height', width', channels].
 * A cross-correlation, as every framework's. With all padding before the depth it is causal along that axis.
 */
export function depthwiseConv3d(x: tf.Tensor, filter: tf.Tensor, padding: VolumePadding): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, taps, save] = args as [tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([input, taps]);
    return {
      value: convolve(input, taps, padding),
      gradFunc: (dy: tf.Tensor, [input1, taps1]: tf.Tensor[]) => [
        convolve(dy, tf.reverse(taps1, [0, 1, 2]), turned(padding, taps1.shape)),
        filterGradient(input1, dy, taps1.shape, padding),
      ],
    };
  });
  return op(x, filter);
}

function convolve(x: tf.Tensor, filter: tf.Tensor, { before, after }: VolumePadding): tf.Tensor {
  return fusedKernel(FUSED_DEPTHWISE_CONV3D, { x, filter }, { before: [...before], after: [...after] }, () => {
    const windows = shiftedWindows(x, filter.shape, { before, after });
    const taps = tf.unstack(tf.reshape(filter, [windows.length, -1]));
    return tf.addN(windows.map((window, tap) => tf.mul(window, taps[tap])));
  });
}

function filterGradient(x: tf.Tensor, dy: tf.Tensor, filterShape: readonly number[], padding: VolumePadding) {
  const attributes = { filterShape: [...filterShape], before: [...padding.before], after: [...padding.after] };
  return fusedKernel(FUSED_DEPTHWISE_CONV3D_FILTER, { x, dy }, attributes, () => {
    const sums = shiftedWindows(x, filterShape, padding).map((window) => tf.sum(tf.mul(window, dy), [0, 1, 2, 3]));
    return tf.reshape(tf.stack(sums), [...filterShape]);
  });
}

/** What the gradient is padded with, so that the turned filter gives back the input's size. */
function turned({ before, after }: VolumePadding, filter: readonly number[]): VolumePadding {
  const rest = (pads: Triple): Triple => [filter[0] - 1 - pads[0], filter[1] - 1 - pads[1], filter[2] - 1 - pads[2]];
  return { before: rest(before), after: rest(after) };
}

/** The part of the padded volume that each tap of the filter sees, in the filter's order. */
function shiftedWindows(x: tf.Tensor, [kd, kh, kw]: readonly number[], { before, after }: VolumePadding): tf.Tensor[] {
  const padded = tf.pad(x, [
    [0, 0],
    [before[0], after[0]],
    [before[1], after[1]],
    [before[2], after[2]],
    [0, 0],
  ]);
  const [batch, depth, height, width, channels] = padded.shape;
  const size = [batch, depth - kd + 1, height - kh + 1, width - kw + 1, channels];
  return Array.from({ length: kd * kh * kw }, (_, tap) =>
    tf.slice(padded, [0, Math.floor(tap / (kh * kw)), Math.floor(tap / kw) % kh, tap % kw, 0], size),
  );
}
