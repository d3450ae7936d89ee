import * as tf from '@tensorflow/tfjs';
import type { Embedder, LoadedTextEncoder, MaskedVision, VisionEncoder } from '@totalfm/core';
import { product } from '@totalfm/compute';
import { createEmbedder, type EmbedderParts } from '@totalfm/networks';
import { encoderErrors } from '../errors.ts';
import { notAligned, type VisionCheckpoint } from './read-checkpoint.ts';

/**
 * What masked pretraining trained, as an encoder of whole volumes: every token is visible, and the vector is the mean of the tokens
 * beside their maximum, 2 · tokenWidth numbers. Neither has parameters of its own, so that nothing untrained is looked through.
 */
export function pooledTokens(vision: VisionEncoder): VisionEncoder {
  const masked = maskedOf(vision);
  const tokens = product(masked.grid);
  const all = Int32Array.from({ length: tokens }, (_, index) => index);
  return {
    width: 2 * masked.tokenWidth,
    size: vision.size,
    parameters: masked.parameters,
    inputs: (batch) => withoutMasked(masked.inputs(batch, tokens)),
    feeds: (volumes) =>
      withoutMasked(
        masked.feeds(
          volumes,
          volumes.map(() => all),
          tokens,
        ),
      ),
    embed(parameters, inputs) {
      const encoded = masked.encodeVisible(parameters, inputs);
      return tf.concat([tf.mean(encoded, 1), tf.max(encoded, 1)], 1);
    },
  };
}

/** No token is masked, and a program takes no input without a number. */
function withoutMasked<Values extends Readonly<Record<string, unknown>>>(values: Values) {
  const { maskedRows: _, ...rest } = values;
  return rest as Omit<Values, 'maskedRows'>;
}

/** Opens a checkpoint of vision alone. Its embedder refuses texts with `TFM_CHECKPOINT_NOT_ALIGNED`. */
export function createPooledEmbedder(
  vision: VisionEncoder,
  checkpoint: VisionCheckpoint,
  options: Pick<EmbedderParts, 'batch' | 'threads' | 'engine' | 'device' | 'quantize'>,
): Embedder {
  const refuse = (): never => {
    throw notAligned(checkpoint);
  };
  const text: LoadedTextEncoder = {
    width: 0,
    parameters: {},
    inputs: refuse,
    feeds: refuse,
    fitting: refuse,
    embed: refuse,
  };
  const { tensors, file } = checkpoint;
  return createEmbedder({ vision: pooledTokens(vision), text, tensors, file, scale: 1, bias: 0, ...options });
}

function maskedOf({ masked }: VisionEncoder): MaskedVision {
  if (masked) return masked;
  throw encoderErrors.TFM_CHECKPOINT_NO_TOKENS({
    option: 'vision',
    message: 'The checkpoint is of vision alone, and the experiment’s vision encoder shows no tokens to pool.',
    fix: 'Use the vision encoder that was pretrained.',
  });
}
