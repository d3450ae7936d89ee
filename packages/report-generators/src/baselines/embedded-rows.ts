import { throwIfAborted, type Embedder, type PairReader, type PairRow, type ProgressSink } from '@totalfm/core';
import { embedInBatches } from '../embeddings.ts';

const batchSize = 64;

export interface EmbeddingWork {
  readonly embedder: Embedder;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/** Rows of a store with the embeddings of their volumes, in the order asked for; no more than a batch is held. */
export async function* embeddedRows(
  pairs: PairReader,
  indices: readonly number[],
  { embedder, progress, signal }: EmbeddingWork,
): AsyncGenerator<{ readonly row: PairRow; readonly vector: Float32Array }> {
  for (let start = 0; start < indices.length; start += batchSize) {
    throwIfAborted(signal);
    const batch = indices.slice(start, start + batchSize);
    const rows = await pairs.rows(batch);
    const volumes = await Promise.all(batch.map((index) => pairs.volume(index)));
    const vectors = await embedInBatches(embedder, volumes, signal);
    for (const [place, row] of rows.entries()) yield { row, vector: vectors[place] };
    progress.update(start + batch.length, indices.length, 'organ volumes embedded');
    throwIfAborted(signal);
  }
}

/** Those whose mask is not in doubt: nothing is learned from the others. */
export const undoubted = ({ columns }: PairReader, indices: readonly number[]): readonly number[] =>
  indices.filter((index) => columns.doubted[index] === 0);
