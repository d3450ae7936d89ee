import * as tf from '@tensorflow/tfjs';

/** Cosines and sines of rotary positions, [tokens, headDim / 2] each: angle of pair i is position · base^(−2 i / headDim). */
export function rotaryAngles(
  positions: ArrayLike<number>,
  headDim: number,
  base = 10_000,
): { cos: tf.Tensor; sin: tf.Tensor } {
  const half = headDim / 2;
  const angle = (index: number) => positions[Math.floor(index / half)] * base ** (-(index % half) / half);
  const table = (of: (angle: number) => number) =>
    tf.tensor2d(
      Float32Array.from({ length: positions.length * half }, (_, index) => of(angle(index))),
      [positions.length, half],
    );
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/**
 * Rotary positions (Su et al. 2021), in the layout of halves: [batch, heads, tokens, headDim] → the same, each pair
 * (x[i], x[i + headDim / 2]) turned by its token's angle. The gradient is the turn backwards.
 */
export function rotary(x: tf.Tensor, { cos, sin }: { readonly cos: tf.Tensor; readonly sin: tf.Tensor }): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([cos, sin]);
    return { value: turn(input, cos, sin), gradFunc: (dy: tf.Tensor, [c, s]: tf.Tensor[]) => turn(dy, c, tf.neg(s)) };
  });
  return op(x);
}

function turn(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  const [first, second] = tf.split(x, 2, -1);
  return tf.concat(
    [tf.sub(tf.mul(first, cos), tf.mul(second, sin)), tf.add(tf.mul(first, sin), tf.mul(second, cos))],
    -1,
  );
}
