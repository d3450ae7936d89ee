import * as tf from '@tensorflow/tfjs';
import type { Tensors } from '@totalfm/core';
import { embeddingLookup, layerNorm, linear, scope } from '@totalfm/compute';
import { activations } from '../activations.ts';
import { attentionWithin, type Attend } from '../attention-within.ts';
import type { TextTrunk } from '../text-trunk.ts';
import type { BertConfig } from './config.ts';
import { bertSpecs, blockPath } from './parameters.ts';
import { bertTorchName } from './torch-name.ts';

/** BERT, RoBERTa or Longformer as a tensor program. */
export function createBert(config: BertConfig): TextTrunk {
  return {
    dim: config.dim,
    vocabulary: config.vocabulary,
    context: config.positions - config.firstPosition,
    parameters: bertSpecs(config),
    torchName: bertTorchName,
    encode(p, ids, seen) {
      const attends = new Map<number | undefined, Attend>();
      let x = embed(config, p, ids);
      config.reaches.forEach((reach, block) => {
        const attend = attends.get(reach) ?? attentionWithin(seen, reach);
        attends.set(reach, attend);
        x = scope(`block${block}`, () => bertBlock(config, partsOf(p, blockPath(block)), x, attend));
      });
      return x;
    },
  };
}

function embed({ dim, firstPosition, epsilon }: BertConfig, p: Tensors, ids: tf.Tensor): tf.Tensor {
  const positions = tf.slice(p.positions, [firstPosition, 0], [ids.shape[1] as number, dim]);
  const type = tf.slice(p.types, [0, 0], [1, dim]);
  return layerNorm(
    tf.add(embeddingLookup(p.tokens, ids), tf.add(positions, type)),
    p['norm/gain'],
    p['norm/bias'],
    epsilon,
  );
}

/** The part of a name that is behind the block's → its tensor. */
type Parts = (name: string) => tf.Tensor;

const partsOf =
  (p: Tensors, path: string): Parts =>
  (name) =>
    p[path + name];

/** One block on [batch, tokens, dim]: each branch is added, and the sum normalised. */
function bertBlock(
  { dim, heads, epsilon, activation }: BertConfig,
  part: Parts,
  x: tf.Tensor,
  attend: Attend,
): tf.Tensor {
  const layer = (name: string, of: tf.Tensor) => linear(of, part(`${name}/weight`), part(`${name}/bias`));
  const norm = (name: string, of: tf.Tensor) => layerNorm(of, part(`${name}/gain`), part(`${name}/bias`), epsilon);
  const split = (of: tf.Tensor) => tf.reshape(of, [...of.shape.slice(0, -1), heads, dim / heads]);
  const [query, key, value] = ['q', 'k', 'v'].map((name) => split(layer(`attention/${name}`, x)));
  const attended = norm('norm0', tf.add(x, layer('attention/out', attend(query, key, value))));
  const hidden = activations[activation](layer('mlp/in', attended));
  return norm('norm1', tf.add(attended, layer('mlp/out', hidden)));
}
