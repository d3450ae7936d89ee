import { type ErrorRecord, isDiskFull, type LedgerLine, toErrorRecord, writeError } from '@totalfm/core';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import type { WorkspacePlaces } from '../run/ledger.ts';
import type { ChunkTask } from './chunk.ts';
import { isPassing } from './passing-errors.ts';

/** What a worker builds its container from. */
export interface WorkerSetup {
  readonly experiment: ResolvedExperiment;
  readonly pluginFolders: readonly string[];
  /** Folder of artifacts. */
  readonly artifacts: string;
  /** Without a run's folder, what is recorded is told to who gives the tasks. */
  readonly workspace?: Omit<WorkspacePlaces, 'runDir'> & Partial<Pick<WorkspacePlaces, 'runDir'>>;
}

export type ToWorker =
  | { readonly kind: 'setup'; readonly setup: WorkerSetup }
  | { readonly kind: 'task'; readonly task: ChunkTask; readonly isTriedAgain?: boolean }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'unit'; readonly milliseconds: Readonly<Record<string, number>> }
  | { readonly kind: 'record'; readonly line: LedgerLine }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord; readonly isPassing: boolean };

/** An error as it crosses to another thread or process: only plain data does. A full disk keeps its meaning. */
export const packError = (error: unknown) => ({
  error: toErrorRecord(isDiskFull(error) ? writeError(error, '') : error),
  isPassing: isPassing(error),
});
