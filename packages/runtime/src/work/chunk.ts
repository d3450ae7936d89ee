import type { Container } from '../container/container.ts';

/** One chunk of a stage's exams: what any process can do on its own. Plain JSON. */
export interface ChunkTask<Args = unknown> {
  /** Name of the function that does it. */
  readonly work: string;
  readonly chunk: number;
  readonly args: Args;
}

export interface ChunkContext {
  readonly container: Container;
  readonly signal?: AbortSignal;
  /** One more exam of the chunk is finished. */
  unitDone(): void;
}

/**
 * Does one chunk and stores its result. What it throws stops the stage: what goes wrong with one exam belongs into
 * the chunk's journal.
 */
export type ChunkFunction = (task: ChunkTask<never>, context: ChunkContext) => Promise<void>;

export type ChunkFunctions = Readonly<Record<string, ChunkFunction>>;

export interface ChunkRunOptions {
  readonly signal?: AbortSignal;
  /** Tasks under way at once in one process; default 1. Worker threads do one each. */
  readonly concurrency?: number;
  readonly onUnit?: () => void;
  /** A worker died while it did this task, twice: record the task as failed. Never called in one process. */
  readonly onCrash?: (task: ChunkTask, error: Error) => Promise<void>;
}

/** Runs chunks somewhere. The code of a chunk does not know where. */
export interface ChunkRunner {
  /** Resolves when every task is done. Throws what the first failing task threw, after the others have stopped. */
  run(tasks: readonly ChunkTask[], options?: ChunkRunOptions): Promise<void>;
  close(): Promise<void>;
}
