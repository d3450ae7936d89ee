import * as tf from '@tensorflow/tfjs';
import { FUSED_LAYER_NORM } from '../trace/kernels/fused.ts';
import { ONNX } from '../trace/onnx-backend.ts';

/** Layer normalisation over the last axis (Ba et al. 2016), with the exact gradient written out. */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, gamma, beta, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    const [value, mean, inverse] = forward(input, gamma, beta, epsilon);
    save([input, gamma, mean, inverse]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy, saved) };
  });
  return op(x, gain, bias);
}

function forward(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor[] {
  if (tf.getBackend() === ONNX)
    return tf.engine().runKernel(FUSED_LAYER_NORM, { x, gain, bias }, { epsilon }) as tf.Tensor[];
  const mean = tf.mean(x, -1, true);
  const centred = tf.sub(x, mean);
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return [tf.add(tf.mul(tf.mul(centred, inverse), gain), bias), mean, inverse];
}

function backward(dy: tf.Tensor, [x, gain, mean, inverse]: tf.Tensor[]): tf.Tensor[] {
  const normed = tf.mul(tf.sub(x, mean), inverse);
  const scaled = tf.mul(dy, gain);
  const outer = x.shape.map((_, axis) => axis).slice(0, -1);
  const dx = tf.mul(
    inverse,
    tf.sub(tf.sub(scaled, tf.mean(scaled, -1, true)), tf.mul(normed, tf.mean(tf.mul(scaled, normed), -1, true))),
  );
  return [dx, tf.sum(tf.mul(dy, normed), outer), tf.sum(dy, outer)];
}
