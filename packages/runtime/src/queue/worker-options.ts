import type { ErrorRecord, JobQueue } from '@totalfm/core';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { Program } from '../experiment/load.ts';

/** What a worker at a queue is started with. */
export interface QueueWorkerOptions {
  readonly queue: JobQueue;
  /** Artifacts, shared with the runs. */
  readonly store: ArtifactStore;
  readonly program: Program;
  /** A file that calls `startWorker`, for processes that do the work. */
  readonly entry: string | URL;
  /** Chunks at once. */
  readonly concurrency: number;
  /** Stages that it works in; default: all. */
  readonly stages?: readonly string[];
  /** Absolute paths of plugins that it may load. */
  readonly plugins?: readonly string[];
  /** Versions of the program: a run of others is refused. */
  readonly versions: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** What it does, line by line; ids only. */
  readonly log?: (line: WorkerLine) => void;
}

/** One line of a worker's log. */
export interface WorkerLine {
  readonly what: 'started' | 'done' | 'failed' | 'given back' | 'refused' | 'died' | 'ended';
  readonly run?: string;
  readonly stages?: readonly string[];
  readonly chunk?: number;
  /** How many were done. */
  readonly exams?: number;
  readonly seconds?: number;
  readonly error?: ErrorRecord;
}

/** What a worker says of itself, to those who watch. */
export interface WorkerNotice {
  readonly host: string;
  readonly pid: number;
  readonly concurrency: number;
  readonly stages: readonly string[];
  readonly chunks: number;
  readonly exams: number;
  readonly failed: number;
  readonly memoryBytes: number;
  /** What it has in hand: run, stages and chunk. */
  readonly inHand: readonly { readonly run: string; readonly stages: readonly string[]; readonly chunk: number }[];
}
