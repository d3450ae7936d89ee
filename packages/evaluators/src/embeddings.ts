import { throwIfAborted, type Embedder, type OrganVolume, type PairReader, type ProgressSink } from '@totalfm/core';
import { evaluatorErrors } from './errors.ts';

const volumeBatch = 32;
const textBatch = 64;

/** Embeddings live as long as their model and store do, so that the evaluators of one run embed each pair and text once. */
const volumesByModel = new WeakMap<Embedder, WeakMap<PairReader, Map<number, Float32Array>>>();
const textsByModel = new WeakMap<Embedder, Map<string, Float32Array>>();

export interface EmbeddingWork {
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/** Embeddings of some rows of a store, by row index. */
export async function embedPairs(
  embedder: Embedder,
  reader: PairReader,
  indices: readonly number[],
  { progress, signal }: EmbeddingWork,
): Promise<ReadonlyMap<number, Float32Array>> {
  const byReader = getOrMake(volumesByModel, embedder, () => new WeakMap<PairReader, Map<number, Float32Array>>());
  const known = getOrMake(byReader, reader, () => new Map<number, Float32Array>());
  const missing = indices.filter((index) => !known.has(index));
  for (let start = 0; start < missing.length; start += volumeBatch) {
    throwIfAborted(signal);
    const batch = missing.slice(start, start + volumeBatch);
    const volumes = await Promise.all(batch.map((index) => reader.volume(index)));
    const vectors = await embedder.embedVolumes(volumes, signal);
    batch.forEach((index, place) => {
      const { exams, exam, organs, organ } = reader.columns;
      known.set(index, finite(vectors[place], { exam: exams[exam[index]], organ: organs[organ[index]] }));
    });
    progress.update(start + batch.length, missing.length, 'organ volumes embedded');
  }
  return known;
}

/** Embeddings of volumes that no store has, such as changed ones; they are not remembered. */
export async function embedUnstored(
  embedder: Embedder,
  volumes: readonly OrganVolume[],
  signal?: AbortSignal,
): Promise<readonly Float32Array[]> {
  throwIfAborted(signal);
  const vectors = await embedder.embedVolumes(volumes, signal);
  return vectors.map((vector, place) => finite(vector, { organ: volumes[place].organ }));
}

/** Embeddings of texts, by text. */
export async function embedTexts(
  embedder: Embedder,
  texts: Iterable<string>,
  { signal }: Pick<EmbeddingWork, 'signal'>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const known = getOrMake(textsByModel, embedder, () => new Map<string, Float32Array>());
  const missing = [...new Set(texts)].filter((text) => !known.has(text));
  for (let start = 0; start < missing.length; start += textBatch) {
    throwIfAborted(signal);
    const batch = missing.slice(start, start + textBatch);
    const vectors = await embedder.embedTexts(batch, signal);
    batch.forEach((text, place) => known.set(text, finite(vectors[place], {})));
  }
  return known;
}

/** A model that embeds each text once for all evaluators, and refuses what is not finite. */
export function rememberedTexts(embedder: Embedder): Pick<Embedder, 'embedTexts'> {
  return {
    async embedTexts(texts, signal) {
      const known = await embedTexts(embedder, texts, { signal });
      return texts.map((text) => known.get(text)!);
    },
  };
}

function finite(vector: Float32Array, where: { exam?: string; organ?: string }): Float32Array {
  if (vector.every(Number.isFinite)) return vector;
  throw evaluatorErrors.TFM_EVALUATE_NOT_FINITE({
    ...where,
    message: 'The model gave an embedding that holds NaN or infinity.',
    fix: 'Look at the loss and the gradient norm in metrics.jsonl, lower the learning rate, and train again.',
  });
}

function getOrMake<Key extends object, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
