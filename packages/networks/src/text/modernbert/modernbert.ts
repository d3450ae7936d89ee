import * as tf from '@tensorflow/tfjs';
import type { Tensors } from '@totalfm/core';
import { embeddingLookup, layerNorm, linear, rotary, rotaryAngles, scope } from '@totalfm/compute';
import { activations } from '../activations.ts';
import { attentionWithin, type Attend } from '../attention-within.ts';
import type { TextTrunk } from '../text-trunk.ts';
import type { ModernBertConfig, ModernBertLayer } from './config.ts';
import { blockPath, modernBertSpecs } from './parameters.ts';
import { modernBertTorchName } from './torch-name.ts';

/** ModernBERT as a tensor program. */
export function createModernBert(config: ModernBertConfig): TextTrunk {
  return {
    dim: config.dim,
    vocabulary: config.vocabulary,
    context: config.context,
    parameters: modernBertSpecs(config),
    torchName: modernBertTorchName,
    encode(p, ids, seen) {
      const shared = sharedInputs(config, seen);
      let x = norm(config, p, 'embedding/norm', embeddingLookup(p.tokens, ids));
      config.layers.forEach((layer, block) => {
        x = scope(`block${block}`, () => modernBertBlock(config, p, x, { block, ...shared(layer) }));
      });
      return norm(config, p, 'norm', x);
    },
  };
}

interface LayerInputs {
  readonly block: number;
  readonly attend: Attend;
  readonly angles: { readonly cos: tf.Tensor; readonly sin: tf.Tensor };
}

/** What layers of one kind share: whom a token sees, and the angles of positions, [tokens, 1, headDim / 2] each. */
function sharedInputs({ dim, heads }: ModernBertConfig, seen: tf.Tensor) {
  const tokens = seen.shape[1] as number;
  const headDim = dim / heads;
  const angles = ({ base }: ModernBertLayer) => {
    const tables = rotaryAngles(
      Array.from({ length: tokens }, (_, position) => position),
      headDim,
      base,
    );
    const [cos, sin] = [tables.cos, tables.sin].map((table) => tf.reshape(table, [tokens, 1, headDim / 2]));
    return { cos, sin };
  };
  const known = new Map<string, Omit<LayerInputs, 'block'>>();
  return (layer: ModernBertLayer) => {
    const key = `${layer.reach}/${layer.base}`;
    const inputs = known.get(key) ?? { attend: attentionWithin(seen, layer.reach), angles: angles(layer) };
    known.set(key, inputs);
    return inputs;
  };
}

/** One block on [batch, tokens, dim]: each branch is normalised before. */
function modernBertBlock(
  config: ModernBertConfig,
  p: Tensors,
  x: tf.Tensor,
  { block, attend, angles }: LayerInputs,
): tf.Tensor {
  const { dim, heads, activation } = config;
  const path = blockPath(block);
  const layer = (name: string, of: tf.Tensor) => linear(of, p[`${path}${name}/weight`], p[`${path}${name}/bias`]);
  const normed = block === 0 ? x : norm(config, p, `${path}norm0`, x);
  const [batch, tokens] = x.shape;
  const heads3 = tf.reshape(layer('attention/qkv', normed), [batch, tokens, 3, heads, dim / heads]);
  const [query, key, value] = tf.unstack(heads3, 2);
  const mixed = attend(rotary(query, angles), rotary(key, angles), value);
  const attended = tf.add(x, layer('attention/out', mixed));
  const [input, gate] = tf.split(layer('mlp/in', norm(config, p, `${path}norm1`, attended)), 2, -1);
  return tf.add(attended, layer('mlp/out', tf.mul(activations[activation](input), gate)));
}

function norm({ dim, epsilon }: ModernBertConfig, p: Tensors, path: string, x: tf.Tensor): tf.Tensor {
  return layerNorm(x, p[`${path}/gain`], p[`${path}/bias`] ?? tf.zeros([dim]), epsilon);
}
