import * as tf from '@tensorflow/tfjs';
import { createInference, traceInference } from '@totalfm/compute';
import type { ParameterValues, Tensors } from '@totalfm/core';
import { pool, poolings } from '../src/text/pooling.ts';
import type { TextTrunk } from '../src/text/text-trunk.ts';

export interface TrunkBatch {
  readonly ids: readonly (readonly number[])[];
  /** Tokens of each row that are a text's. */
  readonly lengths: readonly number[];
}

export interface TrunkAnswer {
  /** [batch, tokens, dim] */
  readonly hidden: Float32Array;
  /** [batch, dim] each. */
  readonly pooled: Readonly<Record<string, Float32Array>>;
  /** Gradients of the sum of squares of all pooled vectors, by parameter. */
  readonly gradients: ParameterValues;
}

/** What a trunk computes of a batch, compiled as in training. */
export async function runTrunk(
  trunk: TextTrunk,
  values: ParameterValues,
  { ids, lengths }: TrunkBatch,
): Promise<TrunkAnswer> {
  await tf.setBackend('cpu');
  const shape = [ids.length, ids[0].length];
  const names = Object.keys(trunk.parameters);
  const inputs = { ids: { shape, dtype: 'int32' }, seen: { shape, dtype: 'float32' } } as const;
  const pooledOf = (p: Tensors, of: Tensors): Record<string, tf.Tensor> => {
    const hidden = trunk.encode(p, of.ids, of.seen);
    return { hidden, ...Object.fromEntries(poolings.map((pooling) => [pooling, pool(hidden, of.seen, pooling)])) };
  };
  const loss = (p: Tensors, of: Tensors) => {
    const { hidden: _, ...vectors } = pooledOf(p, of);
    return Object.values(vectors)
      .map((vector) => tf.sum(tf.square(vector)))
      .reduce((sum, each) => tf.add(sum, each)) as tf.Scalar;
  };
  const program = traceInference({
    name: 'trunk',
    parameters: trunk.parameters,
    inputs,
    run(all) {
      const gradient = tf.grads((...tensors: tf.Tensor[]) =>
        loss(Object.fromEntries(names.map((name, index) => [name, tensors[index]])), all),
      );
      const gradients = gradient(names.map((name) => all[name]));
      return {
        ...pooledOf(all, all),
        ...Object.fromEntries(names.map((name, i) => [`gradient/${name}`, gradients[i]])),
      };
    },
  });
  const inference = await createInference(program, { threads: 1 });
  const seen = Float32Array.from(ids.flatMap((row, index) => row.map((_, token) => (token < lengths[index] ? 1 : 0))));
  const answer = await inference.run({ ...values, ids: Int32Array.from(ids.flat()), seen });
  await inference.dispose();
  return {
    hidden: answer.hidden,
    pooled: Object.fromEntries(poolings.map((pooling) => [pooling, answer[pooling]])),
    gradients: Object.fromEntries(names.map((name) => [name, answer[`gradient/${name}`]])),
  };
}

/** Largest difference, as a part of the largest value, and the cosine. */
export function compare(found: ArrayLike<number>, wanted: ArrayLike<number>): { error: number; cosine: number } {
  let [most, largest, dot, a, b] = [0, 0, 0, 0, 0];
  for (let i = 0; i < wanted.length; i++) {
    most = Math.max(most, Math.abs(found[i] - wanted[i]));
    largest = Math.max(largest, Math.abs(wanted[i]));
    dot += found[i] * wanted[i];
    a += found[i] ** 2;
    b += wanted[i] ** 2;
  }
  return { error: found.length === wanted.length ? most / largest : Infinity, cosine: dot / Math.sqrt(a * b) };
}
