import * as tf from '@tensorflow/tfjs';
import { FUSED_SCALED_PRODUCT } from '../trace/kernels/fused.ts';
import { fusedKernel } from './fused-kernel.ts';

/**
 * Scaled dot-product attention (Vaswani et al. 2017): [batch, heads, tokens, headDim] each → the same shape. `bias` is
 * added to the scores and broadcasts to [batch, heads, tokens, tokens]. With `recompute` the weights, the largest tensor of
 * a transformer, are not kept for the backward pass but made again: less memory for one more product and softmax.
 *
 * The gradient is written out as in FlashAttention (Dao et al. 2022): the softmax's row sum of dP ∘ P is that of dO ∘ O,
 * which is tokens / headDim times smaller, and the scale is part of the products.
 */
export function attention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  { bias, recompute = false }: { readonly bias?: tf.Tensor; readonly recompute?: boolean } = {},
): tf.Tensor {
  const scale = 1 / Math.sqrt(query.shape[query.shape.length - 1]);
  const op = tf.customGrad((...args: unknown[]) => {
    const save = args.pop() as (tensors: tf.Tensor[]) => void;
    const [q, k, v, added] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
    const weights = attentionWeights(q, k, added, scale);
    const mixed = product(weights, v);
    save([q, k, v, mixed, ...(recompute ? (added ? [added] : []) : [weights])]);
    return {
      value: mixed,
      gradFunc: (dy: tf.Tensor, [query1, key1, value1, mixed1, kept]: tf.Tensor[]) =>
        backward(
          dy,
          [query1, key1, value1, recompute ? attentionWeights(query1, key1, kept, scale) : kept, mixed1],
          scale,
          added?.shape,
        ),
    };
  });
  return bias ? op(query, key, value, bias) : op(query, key, value);
}

function attentionWeights(q: tf.Tensor, k: tf.Tensor, bias: tf.Tensor | undefined, scale: number): tf.Tensor {
  const scores = product(q, k, { transposeB: true, scale });
  return tf.softmax(bias ? tf.add(scores, bias) : scores);
}

function backward(
  dy: tf.Tensor,
  [q, k, v, weights, mixed]: tf.Tensor[],
  scale: number,
  biasShape?: number[],
): tf.Tensor[] {
  const dWeights = product(dy, v, { transposeB: true });
  const dScores = tf.mul(weights, tf.sub(dWeights, tf.sum(tf.mul(dy, mixed), -1, true)));
  const gradients = [
    product(dScores, k, { scale }),
    product(dScores, q, { transposeA: true, scale }),
    product(weights, dy, { transposeA: true }),
  ];
  if (!biasShape) return gradients;
  const axes = tf.broadcast_util.getReductionAxes(biasShape, dScores.shape);
  return [...gradients, tf.reshape(axes.length > 0 ? tf.sum(dScores, axes) : dScores, biasShape)];
}

interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly scale?: number;
}

function product(
  a: tf.Tensor,
  b: tf.Tensor,
  { transposeA = false, transposeB = false, scale = 1 }: ProductOptions = {},
): tf.Tensor {
  return fusedKernel(FUSED_SCALED_PRODUCT, { a, b }, { transposeA, transposeB, scale }, () => {
    const plain = tf.matMul(a, b, transposeA, transposeB);
    return scale === 1 ? plain : tf.mul(plain, scale);
  });
}
