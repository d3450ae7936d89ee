import { type ErrorRecord, isDiskFull, toErrorRecord, writeError } from '@totalfm/core';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import type { WorkspacePlaces } from '../run/ledger.ts';
import type { ChunkTask } from './chunk.ts';

/** What a worker builds its container from. */
export interface WorkerSetup {
  readonly experiment: ResolvedExperiment;
  readonly pluginFolders: readonly string[];
  readonly workspace?: WorkspacePlaces;
}

export type ToWorker =
  | { readonly kind: 'task'; readonly task: ChunkTask }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'unit'; readonly milliseconds: Readonly<Record<string, number>> }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

/** An error as it crosses a thread: only plain data does. A full disk keeps its meaning. */
export const packError = (error: unknown): ErrorRecord =>
  toErrorRecord(isDiskFull(error) ? writeError(error, '') : error);
