import * as tf from '@tensorflow/tfjs';
import type { InputSpecs, LoadedLanguageModel, Past, Tensors } from '@totalfm/core';
import type { InferenceDefinition } from '../inference-program.ts';

/** Names of a layer's keys and values: what the cache holds of it, and what is new. */
export const cacheNames = (layer: number) => ({
  pastKey: `past/${layer}/key`,
  pastValue: `past/${layer}/value`,
  newKey: `new/${layer}/key`,
  newValue: `new/${layer}/value`,
});

export interface DecoderShape {
  /** Sequences side by side. */
  readonly rows: number;
  /** Tokens that a sequence may grow to. */
  readonly slots: number;
}

/** A decoder's programs give `logits` of the token that follows, and what is new of every layer's keys and values. */
export type DecoderProgram = Omit<InferenceDefinition, 'values'>;

const int32 = (...shape: number[]) => ({ shape, dtype: 'int32' as const });
const float32 = (...shape: number[]) => ({ shape, dtype: 'float32' as const });

/** One token for each row: `ids` [rows] behind `lengths` [rows] tokens → `logits` [rows, vocabulary]. */
export function stepProgram(model: LoadedLanguageModel, { rows, slots }: DecoderShape): DecoderProgram {
  return {
    name: 'decoder-step',
    parameters: model.parameters,
    inputs: { ids: int32(rows), lengths: int32(rows), ...cacheInputs(model, rows, slots) },
    run(p, inputs) {
      const embeddings = model.embed(p, tf.reshape(inputs.ids, [rows, 1]));
      const { hidden, ...fresh } = model.forward(p, embeddings, pastOf(model, inputs));
      return { logits: model.logits(p, tf.reshape(hidden, [rows, model.width])), ...named(fresh) };
    },
  };
}

/**
 * `tokens` of a prompt at once, in one row: `ids`, or where `given` is 1 `embeddings` in their place → `logits` [vocabulary]
 * after the token `last`.
 */
export function readProgram(model: LoadedLanguageModel, tokens: number, { slots }: DecoderShape): DecoderProgram {
  return {
    name: 'decoder-read',
    parameters: model.parameters,
    inputs: {
      ids: int32(1, tokens),
      embeddings: float32(1, tokens, model.width),
      given: float32(1, tokens, 1),
      last: int32(1),
      lengths: int32(1),
      ...cacheInputs(model, 1, slots),
    },
    run(p, inputs) {
      const own = tf.mul(model.embed(p, inputs.ids), tf.sub(1, inputs.given));
      const embeddings = tf.add(own, tf.mul(inputs.embeddings, inputs.given));
      const { hidden, ...fresh } = model.forward(p, embeddings, pastOf(model, inputs));
      const after = tf.gather(tf.reshape(hidden, [tokens, model.width]), inputs.last as tf.Tensor1D);
      return { logits: tf.reshape(model.logits(p, after), [model.vocabulary]), ...named(fresh) };
    },
  };
}

function cacheInputs(
  { cache: { layers, heads, headDim } }: LoadedLanguageModel,
  rows: number,
  slots: number,
): InputSpecs {
  const spec = float32(rows, heads, slots, headDim);
  return Object.fromEntries(
    Array.from({ length: layers }, (_, layer) => cacheNames(layer)).flatMap(({ pastKey, pastValue }) => [
      [pastKey, spec],
      [pastValue, spec],
    ]),
  );
}

function pastOf({ cache: { layers } }: LoadedLanguageModel, inputs: Tensors): Past {
  const names = Array.from({ length: layers }, (_, layer) => cacheNames(layer));
  return {
    lengths: inputs.lengths,
    keys: names.map(({ pastKey }) => inputs[pastKey]),
    values: names.map(({ pastValue }) => inputs[pastValue]),
  };
}

function named({ keys, values }: Omit<Past, 'lengths'>): Tensors {
  return Object.fromEntries(
    keys.flatMap((key, layer) => {
      const { newKey, newValue } = cacheNames(layer);
      return [
        [newKey, key],
        [newValue, values[layer]],
      ];
    }),
  );
}
