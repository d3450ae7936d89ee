import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import { biasSpec, gelu, linear, tableSpec, weightSpec } from '@totalfm/compute';
import type { VideoVitOptions } from './options.ts';

/** How tokens become one vector. `stem` are the tokens before attention, `encoded` after it, without the organ token. */
export interface Pooling {
  readonly parameters: Record<string, ParameterSpec>;
  pool(parameters: Tensors, organ: tf.Tensor, encoded: tf.Tensor, stem: tf.Tensor): tf.Tensor;
}

export function createPooling({ pooling, dim, width }: Pick<VideoVitOptions, 'pooling' | 'dim' | 'width'>): Pooling {
  if (pooling === 'mean') {
    return {
      parameters: { 'pool/projection/weight': weightSpec(dim, width) },
      pool: (p, _organ, encoded) => linear(tf.mean(encoded, 1), p['pool/projection/weight']),
    };
  }
  if (pooling === 'attention') {
    return {
      parameters: { 'pool/query': tableSpec(1, dim, 0.1), 'pool/projection/weight': weightSpec(dim, width) },
      pool(p, _organ, encoded) {
        const [batch, tokens] = encoded.shape;
        const scores = tf.reshape(tf.matMul(tf.reshape(encoded, [-1, dim]), p['pool/query'], false, true), [
          batch,
          1,
          tokens,
        ]);
        const weights = tf.softmax(tf.mul(scores, 1 / Math.sqrt(dim)));
        return linear(tf.reshape(tf.matMul(weights, encoded), [batch, dim]), p['pool/projection/weight']);
      },
    };
  }
  return {
    parameters: {
      'pool/maximum/weight': weightSpec(dim, dim),
      'pool/maximum/bias': biasSpec(dim),
      'pool/projection/weight': weightSpec(4 * dim, width),
    },
    pool(p, organ, encoded, stem) {
      // The maximum over stem tokens is a short way for a single striking patch, past all mixing.
      const striking = tf.max(gelu(linear(stem, p['pool/maximum/weight'], p['pool/maximum/bias'])), 1);
      return linear(
        tf.concat([organ, tf.mean(encoded, 1), tf.max(encoded, 1), striking], 1),
        p['pool/projection/weight'],
      );
    },
  };
}
