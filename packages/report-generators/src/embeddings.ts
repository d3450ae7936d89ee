import { throwIfAborted, type Embedder, type OrganVolume } from '@totalfm/core';
import { reportErrors } from './errors.ts';

const volumeBatch = 32;

/** Lives as long as model and volume do: a generator and the composers that check it embed a volume once. */
const known = new WeakMap<object, WeakMap<OrganVolume, Float32Array>>();

/** Embeds volumes in batches, in their order; one that is still at hand is not embedded again. Throws `TFM_WRITE_NOT_FINITE`. */
export async function embedInBatches(
  embedder: Pick<Embedder, 'embedVolumes'>,
  volumes: readonly OrganVolume[],
  signal?: AbortSignal,
): Promise<readonly Float32Array[]> {
  const byVolume = known.get(embedder) ?? new WeakMap<OrganVolume, Float32Array>();
  known.set(embedder, byVolume);
  const missing = [...new Set(volumes)].filter((volume) => !byVolume.has(volume));
  for (let start = 0; start < missing.length; start += volumeBatch) {
    throwIfAborted(signal);
    const batch = missing.slice(start, start + volumeBatch);
    const vectors = await embedder.embedVolumes(batch, signal);
    batch.forEach((volume, place) => byVolume.set(volume, finite(vectors[place])));
  }
  return volumes.map((volume) => byVolume.get(volume)!);
}

function finite(vector: Float32Array): Float32Array {
  if (vector.every(Number.isFinite)) return vector;
  throw reportErrors.TFM_WRITE_NOT_FINITE({
    message: 'The model gave an embedding that holds NaN or infinity.',
    fix: 'Look at the loss and the gradient norm in metrics.jsonl, lower the learning rate, and train again.',
  });
}
