import * as tf from '@tensorflow/tfjs';
import { attention } from '@totalfm/compute';

/** e⁻⁶⁰ of attention is none in float32, and no denormal number, on which processors are slow. */
const UNSEEN = 60;
/** Where a text has more than this many times the reach, its bands are computed and not its whole matrix. */
const WHOLE_REACHES = 4;

/** Queries, keys and values, [batch, tokens, heads, headDim] each → what the heads found, [batch, tokens, heads · headDim]. */
export type Attend = (query: tf.Tensor, key: tf.Tensor, value: tf.Tensor) => tf.Tensor;

/**
 * Attention of each token to those of its text that lie at most `reach` tokens before or behind it; by default all. `seen` is 1
 * where a token is a text's, [batch, tokens]. Layers of one reach share what this makes.
 *
 * A long text costs tokens · 3 reach scores and not tokens²: chunks of `reach` queries attend to their own chunk and its two
 * neighbours, as Longformer does (Beltagy et al. 2020).
 */
export function attentionWithin(seen: tf.Tensor, reach = Infinity): Attend {
  const tokens = seen.shape[1] as number;
  return tokens > WHOLE_REACHES * reach ? inBands(seen, reach) : asWhole(seen, reach);
}

function asWhole(seen: tf.Tensor, reach: number): Attend {
  const [batch, tokens] = seen.shape;
  const padding = tf.reshape(scores(seen), [batch, 1, 1, tokens]);
  const near = reach < tokens - 1 ? band([tokens, tokens], (from, to) => Math.abs(from - to) <= reach) : undefined;
  const bias = near ? tf.add(padding, near) : padding;
  return (query, key, value) => {
    const [q, k, v] = [query, key, value].map(swapHeads);
    return joinHeads(attention(q, k, v, { bias }));
  };
}

function inBands(seen: tf.Tensor, reach: number): Attend {
  const [batch, tokens] = seen.shape;
  const chunks = Math.ceil(tokens / reach);
  const [rows, length] = [batch * chunks, chunks * reach];
  /** [batch, tokens, …] → [batch · chunks, 3 reach, …]: each chunk between its neighbours. */
  const around = (x: tf.Tensor) => {
    const filled = fill(x, reach, length - tokens + reach);
    const rest = x.shape.slice(2);
    const shifted = [0, 1, 2].map((shift) => {
      const part = tf.slice(filled, [0, shift * reach, ...rest.map(() => 0)], [batch, length, ...rest]);
      return tf.reshape(part, [rows, reach, ...rest]);
    });
    return tf.concat(shifted, 1);
  };
  const padding = tf.reshape(scores(around(seen)), [rows, 1, 1, 3 * reach]);
  const bias = tf.add(
    padding,
    band([reach, 3 * reach], (from, to) => to >= from && to <= from + 2 * reach),
  );
  return (query, key, value) => {
    const own = tf.reshape(fill(query, 0, length - tokens), [rows, reach, ...query.shape.slice(2)]);
    const [q, k, v] = [own, around(key), around(value)].map(swapHeads);
    const joined = joinHeads(attention(q, k, v, { bias }));
    const dim = joined.shape[2] as number;
    return tf.slice(tf.reshape(joined, [batch, length, dim]), [0, 0, 0], [batch, tokens, dim]);
  };
}

/** What is added to the score of a token. */
const scores = (seen: tf.Tensor) => tf.mul(tf.sub(seen, 1), UNSEEN);

function band([rows, columns]: readonly [number, number], sees: (from: number, to: number) => boolean): tf.Tensor {
  const bias = Float32Array.from({ length: rows * columns }, (_, index) =>
    sees(Math.floor(index / columns), index % columns) ? 0 : -UNSEEN,
  );
  return tf.tensor2d(bias, [rows, columns]);
}

/** Zeros before and behind the tokens of [batch, tokens, …]. */
function fill(x: tf.Tensor, before: number, behind: number): tf.Tensor {
  if (before + behind === 0) return x;
  return tf.pad(
    x,
    x.shape.map((_, axis) => (axis === 1 ? [before, behind] : [0, 0])),
  );
}

/** [batch, tokens, heads, headDim] → [batch, heads, tokens, headDim]. */
const swapHeads = (x: tf.Tensor) => tf.transpose(x, [0, 2, 1, 3]);

/** [batch, heads, tokens, headDim] → [batch, tokens, heads · headDim]. */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, tokens, headDim] = x.shape;
  return tf.reshape(swapHeads(x), [batch, tokens, heads * headDim]);
}
