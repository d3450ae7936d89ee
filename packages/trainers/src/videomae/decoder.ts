import * as tf from '@tensorflow/tfjs';
import type { MaskedVision, ParameterSpec, Tensors } from '@totalfm/core';
import {
  attendedBias,
  biasSpec,
  linear,
  transformer,
  transformerSpecs,
  weightSpec,
  type TransformerShape,
} from '@totalfm/compute';

/** What the decoder is told of a batch. */
export interface SeenTokens {
  /** Encoded visible tokens, [batch, visible, tokenWidth]. */
  readonly encoded: tf.Tensor;
  /** Where all tokens lie, and which of them there are, visible ones first: [batch, tokens, placeLength] and [batch, tokens]. */
  readonly places: tf.Tensor;
  readonly present: tf.Tensor;
}

/** The light decoder of VideoMAE: thrown away after pretraining. */
export interface Decoder {
  readonly parameters: Record<string, ParameterSpec>;
  /** Predicted patches of the masked tokens, [batch, masked, patchLength]. */
  predict(parameters: Tensors, seen: SeenTokens): tf.Tensor;
}

export function createDecoder(
  { tokenWidth, placeLength, patchLength }: Pick<MaskedVision, 'tokenWidth' | 'placeLength' | 'patchLength'>,
  shape: TransformerShape,
): Decoder {
  const { dim } = shape;
  return {
    parameters: {
      'in/weight': weightSpec(tokenWidth, dim),
      'in/bias': biasSpec(dim),
      maskToken: { shape: [dim], initial: { normal: 0.1 }, decay: false },
      'place/weight': weightSpec(placeLength, dim),
      ...transformerSpecs('', shape),
      'out/weight': weightSpec(dim, patchLength),
      'out/bias': biasSpec(patchLength),
    },
    predict(p, { encoded, places, present }) {
      const [batch, visible] = encoded.shape;
      const tokens = places.shape[1] as number;
      const known = linear(encoded, p['in/weight'], p['in/bias']);
      const blank = tf.add(tf.zeros([batch, tokens - visible, dim]), p.maskToken);
      const sequence = tf.add(tf.concat([known, blank], 1), linear(places, p['place/weight']));
      const bias = tf.reshape(attendedBias(present), [batch, 1, 1, tokens]);
      const decoded = transformer(p, '', sequence, { ...shape, bias });
      const hidden = tf.slice(decoded, [0, visible, 0], [batch, tokens - visible, dim]);
      return linear(hidden, p['out/weight'], p['out/bias']);
    },
  };
}
