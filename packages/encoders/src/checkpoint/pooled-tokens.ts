import type { Embedder, LoadedTextEncoder, VisionEncoder } from '@totalfm/core';
import { createEmbedder, type EmbedderParts } from '@totalfm/networks';
import { encoderErrors } from '../errors.ts';
import { notAligned, type VisionCheckpoint } from './read-checkpoint.ts';

/** What masked pretraining trained, as an encoder of whole volumes. Nothing untrained is looked through. */
export function pooledTokens({ masked }: VisionEncoder): VisionEncoder {
  if (masked) return masked.whole;
  throw encoderErrors.TFM_CHECKPOINT_NO_TOKENS({
    option: 'vision',
    message: 'The checkpoint is of vision alone, and the experiment’s vision encoder shows no tokens to pool.',
    fix: 'Use the vision encoder that was pretrained.',
  });
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
