import * as tf from '@tensorflow/tfjs';
import type { MaskedVision, ParameterSpec, Tensors } from '@totalfm/core';
import {
  biasSpec,
  embeddingLookup,
  linear,
  product,
  tableSpec,
  transformer,
  transformerSpecs,
  weightSpec,
  type TransformerShape,
} from '@totalfm/compute';

/** The light decoder of VideoMAE: thrown away after pretraining. */
export interface Decoder {
  readonly parameters: Record<string, ParameterSpec>;
  /**
   * Encoded visible tokens [batch, visible, tokenWidth] and the positions of all tokens [batch, tokens], visible first
   * → predicted patches of the masked tokens, [batch, masked, patchLength].
   */
  predict(parameters: Tensors, visible: tf.Tensor, order: tf.Tensor): tf.Tensor;
}

export function createDecoder(masked: MaskedVision, shape: TransformerShape): Decoder {
  const tokens = product(masked.grid);
  const { dim } = shape;
  return {
    parameters: {
      'in/weight': weightSpec(masked.tokenWidth, dim),
      'in/bias': biasSpec(dim),
      maskToken: { shape: [dim], initial: { normal: 0.1 }, decay: false },
      positions: tableSpec(tokens, dim, 0.3),
      ...transformerSpecs('', shape),
      'out/weight': weightSpec(dim, masked.patchLength),
      'out/bias': biasSpec(masked.patchLength),
    },
    predict(p, visible, order) {
      const [batch, seen] = visible.shape;
      const hidden = tokens - seen;
      const known = linear(visible, p['in/weight'], p['in/bias']);
      const blank = tf.add(tf.zeros([batch, hidden, dim]), p.maskToken);
      const sequence = tf.add(tf.concat([known, blank], 1), embeddingLookup(p.positions, order));
      const decoded = tf.slice(transformer(p, '', sequence, shape), [0, seen, 0], [batch, hidden, dim]);
      return linear(decoded, p['out/weight'], p['out/bias']);
    },
  };
}

/** Each patch's own mean and deviation are taken out of the target (MAE, He et al. 2022): texture counts, not brightness. */
export function normalizePatches(targets: tf.Tensor): tf.Tensor {
  const mean = tf.mean(targets, -1, true);
  const centred = tf.sub(targets, mean);
  return tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-4)));
}
