import * as tf from '@tensorflow/tfjs';

/** Cosines of tokens and codes that are made at once. */
const MOST_COSINES = 1 << 23;

/**
 * Each token's nearest code by cosine: tokens [n, dim] and codebook [codes, dim] → [n, dim]. The code itself comes out, which may be
 * not quite of length 1. Backwards the gradient goes straight through to the token (Bengio et al. 2013), and none to the codes.
 */
export function nearestCodes(tokens: tf.Tensor, codebook: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [x, codes] = args as [tf.Tensor, tf.Tensor, unknown];
    return {
      value: tf.gather(codes, codeIds(x, codes)),
      gradFunc: (dy: tf.Tensor) => [dy, tf.zeros(codes.shape)],
    };
  });
  return op(tokens, codebook);
}

/** Codes' lengths count for nothing here, and those of tokens cannot: the largest product is the largest cosine. */
export function codeIds(tokens: tf.Tensor, codebook: tf.Tensor): tf.Tensor1D {
  const units = tf.mul(codebook, tf.rsqrt(tf.maximum(tf.sum(tf.square(codebook), -1, true), 1e-24)));
  const [count] = tokens.shape;
  const most = Math.max(1, Math.floor(MOST_COSINES / codebook.shape[0]));
  const sizes = Array.from({ length: Math.ceil(count / most) }, (_, part) => Math.min(most, count - part * most));
  const parts = sizes.length > 1 ? tf.split(tokens, sizes, 0) : [tokens];
  const ids = parts.map((part) => tf.argMax(tf.matMul(part as tf.Tensor2D, units as tf.Tensor2D, false, true), 1));
  return (ids.length > 1 ? tf.concat(ids, 0) : ids[0]) as tf.Tensor1D;
}
