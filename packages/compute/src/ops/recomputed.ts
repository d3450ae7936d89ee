import * as tf from '@tensorflow/tfjs';

let recomputes = false;

/** What `build` marks as `recomputed` is, where `on`; else it is kept as always. */
export function recomputing<T>(on: boolean, build: () => T): T {
  const before = recomputes;
  recomputes = on;
  try {
    return build();
  } finally {
    recomputes = before;
  }
}

/**
 * `part(...inputs)`, whose inner values are not kept for the backward pass but computed again there (gradient checkpointing,
 * Chen et al. 2016), within `recomputing(true, …)`: the memory of its inputs and its output, for one more forward pass. Inputs
 * are float32 and are all that gradients flow to: what `part` closes over has none. The same values come out, bit for bit.
 */
export function recomputed(part: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: readonly tf.Tensor[]): tf.Tensor {
  if (!recomputes) return part(...inputs);
  const op = tf.customGrad((...args: unknown[]) => {
    const save = args.pop() as (tensors: tf.Tensor[]) => void;
    const given = args as tf.Tensor[];
    save(given);
    return {
      value: part(...given),
      gradFunc: (dy: tf.Tensor, [first, ...others]: tf.Tensor[]) =>
        withOwnTape(() => tf.grads(part)([after(first, dy), ...others], dy)),
    };
  });
  return op(...inputs);
}

/** tfjs throws its tape away after gradients: those within the gradients of others must leave them theirs. */
function withOwnTape<T>(build: () => T): T {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return build();
  } finally {
    state.activeTape = activeTape;
  }
}

/**
 * `x`, which there cannot be before `y`. ONNX Runtime would see that what is computed again is what was computed before, merge
 * the two and so keep it; and it would be free to do it long before it is needed.
 */
function after(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const one = tf.slice(tf.reshape(y, [-1]), [0], [1]);
  return tf.add(x, tf.reshape(tf.mul(one, 0), []));
}
