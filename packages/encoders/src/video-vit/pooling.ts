import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import { attendedBias, biasSpec, gelu, linear, tableSpec, weightSpec } from '@totalfm/compute';
import type { VideoVitOptions } from './options.ts';
import { maxPresent, meanPresent } from './present-tokens.ts';

/** How tokens become one vector. */
export interface Pooling {
  readonly parameters: Record<string, ParameterSpec>;
  pool(parameters: Tensors, tokens: EncodedTokens): tf.Tensor;
  /** How many tokens `summaries` gives, and the parameters that it reads. */
  readonly summaryCount: number;
  readonly summaryParameters: Record<string, ParameterSpec>;
  /** What `pool` makes its vector of beside single tokens, [batch, summaryCount, dim]: the maxima keep what is small and striking. */
  summaries(parameters: Tensors, tokens: EncodedTokens): tf.Tensor;
}

export interface EncodedTokens {
  /** [batch, dim] */
  readonly organ: tf.Tensor;
  /** [batch, tokens, dim] */
  readonly encoded: tf.Tensor;
  /** [batch, tokens, dim], before attention. */
  readonly stem: tf.Tensor;
  /** 1 for tokens that are pooled, [batch, tokens, 1]; all are where it is not said. */
  readonly present?: tf.Tensor;
}

export function createPooling({ pooling, dim, width }: Pick<VideoVitOptions, 'pooling' | 'dim' | 'width'>): Pooling {
  if (pooling === 'mean') {
    return {
      parameters: { 'pool/projection/weight': weightSpec(dim, width) },
      pool: (p, { encoded, present }) => linear(meanPresent(encoded, present), p['pool/projection/weight']),
      ...organOnly,
    };
  }
  if (pooling === 'attention') {
    return {
      parameters: { 'pool/query': tableSpec(1, dim, 0.1), 'pool/projection/weight': weightSpec(dim, width) },
      ...organOnly,
      pool(p, { encoded, present }) {
        const [batch, tokens] = encoded.shape;
        const scores = tf.reshape(tf.matMul(tf.reshape(encoded, [-1, dim]), p['pool/query'], false, true), [
          batch,
          1,
          tokens,
        ]);
        const scaled = tf.mul(scores, 1 / Math.sqrt(dim));
        const weights = tf.softmax(
          present ? tf.add(scaled, tf.reshape(attendedBias(present), [batch, 1, tokens])) : scaled,
        );
        return linear(tf.reshape(tf.matMul(weights, encoded), [batch, dim]), p['pool/projection/weight']);
      },
    };
  }
  const pieces = (p: Tensors, { organ, encoded, stem, present }: EncodedTokens): readonly tf.Tensor[] => {
    // The maximum over stem tokens is a short way for a single striking patch, past all mixing.
    const striking = maxPresent(gelu(linear(stem, p['pool/maximum/weight'], p['pool/maximum/bias'])), present);
    return [organ, meanPresent(encoded, present), maxPresent(encoded, present), striking];
  };
  const summaryParameters = { 'pool/maximum/weight': weightSpec(dim, dim), 'pool/maximum/bias': biasSpec(dim) };
  return {
    parameters: { ...summaryParameters, 'pool/projection/weight': weightSpec(4 * dim, width) },
    pool: (p, tokens) => linear(tf.concat([...pieces(p, tokens)], 1), p['pool/projection/weight']),
    summaryCount: 4,
    summaryParameters,
    summaries: (p, tokens) => tf.stack([...pieces(p, tokens)], 1),
  };
}

const organOnly: Pick<Pooling, 'summaryCount' | 'summaryParameters' | 'summaries'> = {
  summaryCount: 1,
  summaryParameters: {},
  summaries: (_, { organ }) => tf.expandDims(organ, 1),
};
