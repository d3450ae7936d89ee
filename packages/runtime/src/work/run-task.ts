import { fromErrorRecord } from '@totalfm/core';
import { runtimeErrors } from '../errors.ts';
import type { ChunkRunOptions, ChunkTask } from './chunk.ts';
import type { WorkerHandle } from './worker-handle.ts';
import type { WorkerPool } from './worker-pool.ts';

/**
 * How often a task whose worker died is tried. An exam that kills its worker twice is failed beforehand the next time, so that a
 * chunk of nothing else comes to its end.
 */
const attempts = 20;

export interface TaskOptions extends Pick<ChunkRunOptions, 'onUnit' | 'onDeath' | 'onRecord'> {
  readonly signal: AbortSignal;
  readonly isTriedAgain?: boolean;
}

/** What a task threw, and whether trying again may help. */
export class TaskFailure extends Error {
  constructor(
    readonly error: Error,
    readonly isPassing: boolean,
  ) {
    super(error.message, { cause: error });
  }
}

/** Has a task done by a worker of a pool, by another one if that dies. Throws a {@link TaskFailure}. */
export async function runTask(pool: WorkerPool, task: ChunkTask, options: TaskOptions): Promise<void> {
  const { signal, onDeath } = options;
  for (let attempt = 1; ; attempt++) {
    const worker = pool.take();
    const death = await runOn(worker, task, options);
    if (!death) {
      // A cancelled worker stays cancelled; only those that finished in peace are used again.
      if (signal.aborted) worker.kill();
      else pool.giveBack(worker);
      return;
    }
    const error = runtimeErrors.TFM_WORKER_CRASHED({
      stage: task.work,
      message: `A worker died while it did part ${task.chunk} of ${task.work}: ${death.message}`,
      fix: 'Use fewer workers (`--set compute.workers=1`) or a machine with more memory.',
      cause: death,
    });
    if (attempt === attempts || signal.aborted) throw new TaskFailure(error, false);
    await onDeath?.(task, error);
  }
}

/** Resolves to what killed the worker, or to nothing; rejects with what the task threw. */
async function runOn(
  worker: WorkerHandle,
  task: ChunkTask,
  { signal, isTriedAgain, onUnit, onRecord }: TaskOptions,
): Promise<Error | undefined> {
  const onAbort = () => worker.send({ kind: 'cancel' });
  signal.addEventListener('abort', onAbort);
  try {
    const done = new Promise<undefined>((resolve, reject) =>
      worker.listen((message) => {
        if (message.kind === 'unit') return onUnit?.(message.milliseconds);
        if (message.kind === 'record') return onRecord?.(message.line);
        if (message.kind === 'done') return resolve(undefined);
        // The worker is of no more use to this run: its stage stops.
        worker.kill();
        reject(new TaskFailure(fromErrorRecord(message.error), message.isPassing));
      }),
    );
    worker.send({ kind: 'task', task, isTriedAgain });
    if (signal.aborted) onAbort();
    return await Promise.race([done, worker.ended]);
  } finally {
    worker.listen(undefined);
    signal.removeEventListener('abort', onAbort);
  }
}
