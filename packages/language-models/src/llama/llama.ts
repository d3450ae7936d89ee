import * as tf from '@tensorflow/tfjs';
import type { Decoded, LoadedLanguageModel, Past, Tensors } from '@totalfm/core';
import { embeddingLookup, linear, rmsNorm, scope } from '@totalfm/compute';
import { llamaBlock, type BlockInputs } from './block.ts';
import { huggingFaceName } from '../hugging-face/parameter-names.ts';
import type { LlamaConfig, LlamaLayer } from './config.ts';
import { blockPath, llamaSpecs } from './parameters.ts';
import { freshSight, pastSight, type Sight } from './sight.ts';

/** A llama as a tensor program; everything of the contract but its tokenizer and values. */
export function createLlama(config: LlamaConfig): Omit<LoadedLanguageModel, 'tokenizer' | 'values'> {
  const { dim, vocabulary, context, layers, kvHeads, headDim, embeddingScale, tied } = config;
  return {
    width: dim,
    vocabulary,
    context,
    cache: { layers: layers.length, heads: kvHeads, headDim },
    parameters: llamaSpecs(config),
    moduleName: (parameter) => huggingFaceName(parameter).replace(/\.weight$/, ''),
    embed(p, ids) {
      const embedded = embeddingLookup(p.tokens, ids);
      return embeddingScale === 1 ? embedded : tf.mul(embedded, embeddingScale);
    },
    forward: (p, embeddings, past) => forward(config, p, embeddings, past),
    logits(p, hidden) {
      if (!tied) return linear(hidden, p['head/weight']);
      const rows = tf.reshape(hidden, [-1, dim]) as tf.Tensor2D;
      const scores = tf.matMul(rows, p.tokens as tf.Tensor2D, false, true);
      return tf.reshape(scores, [...hidden.shape.slice(0, -1), vocabulary]);
    },
  };
}

function forward(config: LlamaConfig, p: Tensors, embeddings: tf.Tensor, past?: Past): Decoded {
  const shared = sharedInputs(config, embeddings, past);
  const [keys, values]: [tf.Tensor[], tf.Tensor[]] = [[], []];
  let x = embeddings;
  config.layers.forEach((layer, block) => {
    const cached = past && { key: past.keys[block], value: past.values[block] };
    const done = scope(`block${block}`, () => llamaBlock(p, blockPath(block), x, { ...shared(layer), past: cached }));
    keys.push(done.key);
    values.push(done.value);
    x = done.x;
  });
  return { hidden: rmsNorm(x, p['norm/gain'], config.epsilon), keys, values };
}

/** What layers of one kind share: angles of positions, and what a token sees. Made once a kind. */
function sharedInputs(config: LlamaConfig, embeddings: tf.Tensor, past?: Past): (layer: LlamaLayer) => BlockInputs {
  const [, tokens] = embeddings.shape;
  const angles = anglesOf(config, tokens, past?.lengths);
  const sights = new Map<number | undefined, Sight>();
  return ({ rotary, window }) => {
    const options = { tokens, window, group: config.heads / config.kvHeads };
    const sight = sights.get(window) ?? {
      fresh: freshSight(options),
      past: past && pastSight(past.lengths, past.keys[0].shape[2] as number, options),
    };
    sights.set(window, sight);
    return { config, sight, angles: rotary ? angles : undefined };
  };
}

/** Cosines and sines of the angles of `tokens` from each row's position on, [batch or 1, 1, tokens, headDim / 2] each. */
function anglesOf({ frequencies }: LlamaConfig, tokens: number, from?: tf.Tensor): { cos: tf.Tensor; sin: tf.Tensor } {
  const steps = tf.range(0, tokens, 1, 'float32');
  const start = from ? tf.reshape(tf.cast(from, 'float32'), [-1, 1]) : tf.zeros([1, 1]);
  const positions = tf.reshape(tf.add(start, steps), [start.shape[0], 1, tokens, 1]);
  const angles = tf.mul(positions, tf.tensor1d([...frequencies]));
  return { cos: tf.cos(angles), sin: tf.sin(angles) };
}
