import * as tf from '@tensorflow/tfjs';
import { FUSED_SCATTER_ROWS } from '../trace/kernels/fused.ts';
import { fusedKernel } from './fused-kernel.ts';

/** Rows of a table: table [rows, width] and int32 ids of any shape → [...ids, width]. Its gradient adds rows up by id. */
export function embeddingLookup(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const [rows, width] = table.shape;
  const op = tf.customGrad((...args: unknown[]) => {
    const [values, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const flat = tf.reshape(ids, [-1]) as tf.Tensor1D;
    save([flat]);
    return {
      value: tf.gather(values, flat),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
        const updates = tf.reshape(dy, [-1, width]) as tf.Tensor2D;
        // The composition is a product with one-hot ids.
        return fusedKernel(FUSED_SCATTER_ROWS, { ids: saved, updates }, { rows }, () =>
          tf.matMul(tf.oneHot(saved as tf.Tensor1D, rows, 1, 0, 'float32') as tf.Tensor2D, updates, true, false),
        );
      },
    };
  });
  return tf.reshape(op(table), [...ids.shape, width]);
}
