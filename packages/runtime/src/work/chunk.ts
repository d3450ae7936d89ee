import type { LedgerLine } from '@totalfm/core';
import type { TraceCarrier } from '../run/tracing.ts';

/** One chunk of a stage's exams: what any process can do on its own. Plain JSON. */
export interface ChunkTask<Args = unknown> {
  /** What it is part of, for messages: names of stages. */
  readonly work: string;
  readonly chunk: number;
  /** How many exams it has. */
  readonly units: number;
  readonly args: Args;
  /** The span that it is part of, where it crosses to another machine. */
  readonly trace?: TraceCarrier;
}

export interface ChunkContext {
  readonly signal?: AbortSignal;
  /** What network or disk fail stops the chunk, which is done again elsewhere or later, instead of failing the exam in hand. */
  readonly isTriedAgain?: boolean;
  /** One more exam of the chunk is finished; milliseconds that each stage took for it. */
  unitDone(milliseconds: Readonly<Record<string, number>>): void;
}

/**
 * Does chunks and stores their results. What `run` throws stops the stage: what goes wrong with one exam belongs into the
 * chunk's journal.
 */
export interface ChunkWorker {
  run(task: ChunkTask<never>, context: ChunkContext): Promise<void>;
  close(): Promise<void>;
}

export interface ChunkRunOptions {
  readonly signal?: AbortSignal;
  /** Tasks under way at once in one process; default 1. Workers do one each. */
  readonly concurrency?: number;
  readonly onUnit?: ChunkContext['unitDone'];
  /** How many exams there are in all, and how many of them were done before. */
  readonly units?: { readonly done: number; readonly total: number };
  /** What components record, where they cannot write it into the run's folder. */
  readonly onRecord?: (line: LedgerLine) => void;
  /** A worker died while it did this task, and another is about to do it again. Never called in one process. */
  readonly onDeath?: (task: ChunkTask, error: Error) => Promise<void>;
  /** Whether a task's results are there: the last word where those who do it cannot be asked. */
  readonly isDone?: (task: ChunkTask) => Promise<boolean>;
  /** Something that the reader should know. */
  readonly warn?: (message: string) => void;
}

/** Runs chunks somewhere. The code of a chunk does not know where. */
export interface ChunkRunner {
  /**
   * Resolves when every task is done. Throws what the first failing task threw, after the others have stopped. Takes a task when
   * it begins it: those of a large cohort need not exist at once.
   */
  run(tasks: Iterable<ChunkTask>, options?: ChunkRunOptions): Promise<void>;
  close(): Promise<void>;
}
