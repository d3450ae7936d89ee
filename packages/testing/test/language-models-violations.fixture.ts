/** Language models that add up what went before, one that is sound and one for each way to break the contract. */
import * as tf from '@tensorflow/tfjs';
import type { LanguageModel, LoadedLanguageModel, Past, Tensors, Tokenizer } from '@totalfm/core';
import { describeLanguageModel } from '../src/index.ts';

const [width, vocabulary] = [4, 130];

const tokenizer: Tokenizer = {
  size: vocabulary,
  ends: [129],
  padding: 128,
  encode: (text) => [...Buffer.from(text, 'ascii')],
  decode: (ids) => Buffer.from(ids.filter((id) => id < 128)).toString('ascii'),
};

/** Sum of the filled slots of a past, [batch, 1, width]. */
function sumOf({ values: [value], lengths }: Past): tf.Tensor {
  const slots = value.shape[2] as number;
  const filled = tf.less(tf.range(0, slots, 1, 'int32'), tf.reshape(lengths, [-1, 1]));
  const kept = tf.mul(tf.reshape(value, [-1, slots, width]), tf.expandDims(tf.cast(filled, 'float32'), -1));
  return tf.sum(kept, 1, true);
}

const asCache = (x: tf.Tensor) => tf.reshape(x, [-1, 1, x.shape[1] as number, width]);

const sound: LoadedLanguageModel = {
  width,
  vocabulary,
  context: 32,
  cache: { layers: 1, heads: 1, headDim: width },
  parameters: { tokens: { shape: [vocabulary, width], initial: { normal: 0.5 }, decay: false } },
  tokenizer,
  embed: (p, ids) => tf.gather(p.tokens, ids as tf.Tensor2D),
  forward(_p, x, past) {
    const [batch, tokens] = x.shape as number[];
    const before = tf.tile(tf.expandDims(tf.linalg.bandPart(tf.ones([tokens, tokens]), -1, 0), 0), [batch, 1, 1]);
    const sums = tf.matMul(before, x);
    return { hidden: past ? tf.add(sums, sumOf(past)) : sums, keys: [asCache(x)], values: [asCache(x)] };
  },
  logits: (p, hidden) =>
    tf.reshape(tf.matMul(tf.reshape(hidden, [-1, width]), p.tokens as tf.Tensor2D, false, true), [
      ...hidden.shape.slice(0, -1),
      vocabulary,
    ]),
};

/** Changes what is sound of the hidden states. */
const thinks = (change: (hidden: tf.Tensor, x: tf.Tensor, p: Tensors) => tf.Tensor): Partial<LoadedLanguageModel> => ({
  forward(p, x, past) {
    const done = sound.forward(p, x, past);
    return { ...done, hidden: change(done.hidden, x, p) };
  },
});
const writes = (change: Partial<Tokenizer>): Partial<LoadedLanguageModel> => ({
  tokenizer: { ...tokenizer, ...change },
});
const modelOf = (loaded: Partial<LoadedLanguageModel>, more: Partial<LanguageModel> = {}): LanguageModel => ({
  width,
  train: async () => Uint8Array.of(),
  load: async () => ({ ...sound, ...loaded }),
  ...more,
});

let trainings = 0;
const models: Readonly<Record<string, LanguageModel>> = {
  sound: modelOf({}),
  'random-vocabulary': modelOf({}, { train: async () => Uint8Array.of(trainings++) }),
  lossy: modelOf(writes({ encode: (text) => tokenizer.encode(text.toLowerCase()) })),
  endless: modelOf(writes({ ends: [] })),
  'of-more-tokens': modelOf(writes({ size: vocabulary + 1 })),
  entangled: modelOf(thinks((hidden) => tf.sub(hidden, tf.mean(hidden, 0, true)))),
  peeking: modelOf(thinks((hidden, x) => tf.add(hidden, tf.mean(x, 1, true)))),
  forgetful: modelOf({ forward: (p, x) => sound.forward(p, x) }),
  'of-all-slots': modelOf({
    forward: (p, x, past) =>
      sound.forward(
        p,
        x,
        past && { ...past, lengths: tf.fill([x.shape[0]], past.keys[0].shape[2] as number, 'int32') },
      ),
  }),
  deaf: modelOf(thinks((_hidden, x) => x)),
  explosive: modelOf(thinks((hidden, _x, { tokens }) => tf.add(hidden, tf.sqrt(tf.mul(tf.mean(tokens), 0))))),
};
for (const [name, model] of Object.entries(models)) describeLanguageModel(name, { make: () => model });
