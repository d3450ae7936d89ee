import * as tf from '@tensorflow/tfjs';
import { FUSED_GELU } from '../trace/kernels/fused.ts';
import { TRACING } from '../trace/tracing-backend.ts';

/** The exact GELU, x · Φ(x) (Hendrycks & Gimpel 2016). */
export function gelu(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([input]);
    const value = tf.getBackend() === TRACING ? (tf.engine().runKernel(FUSED_GELU, { x: input }) as tf.Tensor) : tf.mul(input, normalCdf(input));
    return {
      value,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
        const density = tf.mul(tf.exp(tf.mul(tf.square(saved), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return tf.mul(dy, tf.add(normalCdf(saved), tf.mul(saved, density)));
      },
    };
  });
  return op(x);
}

function normalCdf(x: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);
}
