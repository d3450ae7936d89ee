import { attention, biasSpec, linear, tableSpec, weightSpec } from '@totalfm/compute';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';

const projections = ['query', 'key', 'value', 'out'] as const;

export function attentionPoolingSpecs(dim: number): Record<string, ParameterSpec> {
  return {
    'pool/token': tableSpec(1, dim, 0.1),
    ...Object.fromEntries(
      projections.flatMap((name) => [
        [`pool/${name}/weight`, weightSpec(dim, dim)],
        [`pool/${name}/bias`, biasSpec(dim)],
      ]),
    ),
  };
}

/** One learned token attends over all others: [batch, tokens, dim] → [batch, dim]. */
export function attentionPooling(p: Tensors, tokens: tf.Tensor, heads: number): tf.Tensor {
  const [batch, count, dim] = tokens.shape;
  const project = (x: tf.Tensor, name: string) => linear(x, p[`pool/${name}/weight`], p[`pool/${name}/bias`]);
  const byHead = (x: tf.Tensor, length: number) =>
    tf.transpose(tf.reshape(x, [-1, length, heads, dim / heads]), [0, 2, 1, 3]);
  const asked = tf.broadcastTo(byHead(project(p['pool/token'], 'query'), 1), [batch, heads, 1, dim / heads]);
  const mixed = attention(asked, byHead(project(tokens, 'key'), count), byHead(project(tokens, 'value'), count));
  return project(tf.reshape(mixed, [batch, dim]), 'out');
}
