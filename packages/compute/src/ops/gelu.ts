import * as tf from '@tensorflow/tfjs';
import { FUSED_GELU, FUSED_NORMAL_CDF } from '../trace/kernels/fused.ts';
import { fusedKernel } from './fused-kernel.ts';

const TANH_SCALE = Math.sqrt(2 / Math.PI);
const TANH_CUBE = 0.044715;

/** GELU by its tanh approximation, x / 2 · (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks & Gimpel 2016): GPT-2's. */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const bent = tf.tanh(tf.mul(tf.mul(input, TANH_SCALE), tf.add(1, tf.mul(tf.square(input), TANH_CUBE))));
    save([input, bent]);
    return {
      value: tf.mul(tf.mul(input, 0.5), tf.add(1, bent)),
      gradFunc: (dy: tf.Tensor, [saved, tanh]: tf.Tensor[]) => {
        const slope = tf.mul(TANH_SCALE, tf.add(1, tf.mul(tf.square(saved), 3 * TANH_CUBE)));
        const tail = tf.mul(tf.mul(saved, tf.sub(1, tf.square(tanh))), slope);
        return tf.mul(dy, tf.mul(0.5, tf.add(tf.add(1, tanh), tail)));
      },
    };
  });
  return op(x);
}

/** The exact GELU, x · Φ(x) (Hendrycks & Gimpel 2016). */
export function gelu(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([input]);
    return {
      value: fusedKernel(FUSED_GELU, { x: input }, {}, () => tf.mul(input, normalCdf(tf.mul(input, Math.SQRT1_2)))),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, derivative(saved)),
    };
  });
  return op(x);
}

/** Φ(x) + x φ(x). With s = x / √2 the second term is s · exp(−s² − ln √π), which folds its constants into one exponent. */
function derivative(x: tf.Tensor): tf.Tensor {
  const scaled = tf.mul(x, Math.SQRT1_2);
  const density = tf.exp(tf.sub(-0.5 * Math.log(Math.PI), tf.mul(scaled, scaled)));
  return tf.add(normalCdf(scaled), tf.mul(scaled, density));
}

/** Φ(x), from x / √2. */
function normalCdf(scaled: tf.Tensor): tf.Tensor {
  const erf = tf.erf(scaled);
  return fusedKernel(FUSED_NORMAL_CDF, { erf }, {}, () => tf.add(tf.mul(erf, 0.5), 0.5));
}
