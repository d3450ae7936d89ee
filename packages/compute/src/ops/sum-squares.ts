import * as tf from '@tensorflow/tfjs';
import { FUSED_SUM_SQUARES } from '../trace/kernels/fused.ts';
import { fusedKernel } from './fused-kernel.ts';

/** Sum of x², a scalar. Has no gradient: it is for norms of gradients. */
export function sumSquares(x: tf.Tensor): tf.Tensor {
  return fusedKernel(FUSED_SUM_SQUARES, { x }, {}, () => tf.sum(tf.square(x)));
}
