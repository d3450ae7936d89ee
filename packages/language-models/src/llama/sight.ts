import * as tf from '@tensorflow/tfjs';

/** Score of what is not to be seen: nothing of it is left after a softmax. */
const UNSEEN = -1e9;

/** What new tokens see: bias of scores over slots of the past, and over each other. Undefined: all. */
export interface Sight {
  readonly past?: tf.Tensor;
  readonly fresh?: tf.Tensor;
}

export interface SightOptions {
  readonly tokens: number;
  /** Queries for each key; rows of scores are query-major: query · tokens + token. */
  readonly group: number;
  readonly window?: number;
}

/** Among new tokens: itself and those before it, `window` in all. [group · tokens, tokens]. */
export function freshSight({ tokens, group, window = Infinity }: SightOptions): tf.Tensor | undefined {
  if (tokens === 1) return undefined;
  const bias = Float32Array.from({ length: group * tokens * tokens }, (_, index) => {
    const [from, to] = [Math.floor(index / tokens) % tokens, index % tokens];
    return to <= from && to > from - window ? 0 : UNSEEN;
  });
  return tf.tensor2d(bias, [group * tokens, tokens]);
}

/**
 * Over `slots` of the past, of which the first `lengths` (int32 [batch]) are filled: [batch, 1, 1, slots], or where a window
 * makes a difference between tokens [batch, 1, group · tokens, slots].
 */
export function pastSight(lengths: tf.Tensor, slots: number, { tokens, group, window }: SightOptions): tf.Tensor {
  const batch = lengths.shape[0];
  const slot = tf.range(0, slots, 1, 'int32');
  const filled = tf.less(slot, tf.reshape(lengths, [batch, 1, 1, 1]));
  const bias = (seen: tf.Tensor) => tf.mul(tf.sub(1, tf.cast(seen, 'float32')), UNSEEN);
  if (window === undefined || window >= slots + tokens) return bias(filled);
  const positions = tf.add(
    tf.reshape(lengths, [batch, 1, 1, 1]),
    tf.reshape(tf.range(0, tokens, 1, 'int32'), [tokens, 1]),
  );
  const near = tf.greater(slot, tf.sub(positions, tf.scalar(window, 'int32')));
  const seen = bias(tf.logicalAnd(filled, near));
  return tokens === 1 || group === 1 ? seen : tf.tile(seen, [1, 1, group, 1]);
}
