import * as tf from '@tensorflow/tfjs';
import { defineComponent, tokens, type LoadedTextEncoder } from '@totalfm/core';
import {
  attendedBias,
  embeddingLookup,
  linear,
  tableSpec,
  transformer,
  transformerSpecs,
  weightSpec,
} from '@totalfm/compute';
import { encoderErrors } from '../errors.ts';
import { transformerTextOptions, type TransformerTextOptions } from './options.ts';
import { sharedRows } from './shared-rows.ts';
import { loadVocabulary, PADDING, trainVocabulary, UNKNOWN } from './vocabulary.ts';

export { transformerTextOptions, type TransformerTextOptions } from './options.ts';

export const transformerText = defineComponent({
  provides: tokens.TextEncoder,
  id: 'transformer',
  description: 'A small transformer over byte pairs, its vocabulary trained on the training reports.',
  options: transformerTextOptions,
  create: ({ options }) => ({
    width: options.width,
    train: (texts: readonly string[]) => trainVocabulary(texts, options.vocabulary),
    load: async (vocabulary: Uint8Array) => createTransformerText(options, vocabulary),
  }),
});

export function createTransformerText(options: TransformerTextOptions, vocabularyBytes: Uint8Array): LoadedTextEncoder {
  const { dim, depth, heads, width, tokens: length } = options;
  if (dim % heads !== 0) {
    throw encoderErrors.TFM_VISION_OPTIONS({
      option: 'text.dim',
      message: `dim ${dim} must be a multiple of heads (${heads}).`,
      fix: 'Change `text.dim` or `text.heads`.',
    });
  }
  const vocabulary = loadVocabulary(vocabularyBytes);
  // An empty text still has one token, so that its mean exists.
  const encode = (text: string) => {
    const encoded = vocabulary.encode(text, length);
    return encoded.length > 0 ? encoded : [UNKNOWN];
  };
  const encoder: LoadedTextEncoder = {
    width,
    parameters: {
      tokens: tableSpec(vocabulary.size, dim, 0.5),
      positions: tableSpec(length, dim, 0.1),
      ...transformerSpecs('', { dim, depth, heads }),
      'projection/weight': weightSpec(dim, width),
    },
    inputs: (batch) => ({ ids: { shape: [batch, length], dtype: 'int32' } }),
    notes: {
      ids: `[batch, ${length}]: ids of vocabulary.json (a tokenizer.json) plus 2, cut at ${length} and filled up with ${PADDING}, the padding; ${UNKNOWN} is what the vocabulary does not have, and all of a text without tokens.`,
    },
    feeds(texts) {
      const ids = new Int32Array(texts.length * length).fill(PADDING);
      texts.forEach((text, row) => ids.set(encode(text), row * length));
      return { ids };
    },
    embed(p, { ids }) {
      const batch = ids.shape[0];
      const mask = tf.cast(tf.notEqual(ids, tf.scalar(PADDING, 'int32')), 'float32');
      const embedded = tf.add(embeddingLookup(p.tokens, ids), p.positions);
      const bias = tf.reshape(attendedBias(mask), [batch, 1, 1, length]);
      const encoded = transformer(p, '', embedded, { dim, depth, heads, bias });
      const weights = tf.reshape(tf.div(mask, tf.sum(mask, 1, true)), [batch, 1, length]);
      return linear(tf.reshape(tf.matMul(weights, encoded), [batch, dim]), p['projection/weight']);
    },
  };
  return { ...encoder, sharing: () => ({ ...encoder, ...sharedRows(options, encode) }) };
}
