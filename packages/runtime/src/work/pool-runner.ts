import { throwIfAborted } from '@totalfm/core';
import type { ChunkRunner } from './chunk.ts';
import { runTask, TaskFailure } from './run-task.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Runs chunks on the workers of a pool, so many at once. */
export function createPoolRunner(pool: WorkerPool, workers: number): ChunkRunner {
  return {
    async run(tasks, options = {}) {
      throwIfAborted(options.signal);
      const queue = tasks[Symbol.iterator]();
      const stop = new AbortController();
      const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
      const loop = async () => {
        for (let next = queue.next(); !next.done && !signal.aborted; next = queue.next())
          await runTask(pool, next.value, { ...options, signal });
      };
      let failure: { readonly error: unknown } | undefined;
      const loops = Array.from({ length: workers }, () =>
        loop().catch((error: unknown) => {
          failure ??= { error: error instanceof TaskFailure ? error.error : error };
          stop.abort();
        }),
      );
      await Promise.all(loops);
      if (failure) throw failure.error;
      throwIfAborted(options.signal);
    },
    close: () => pool.close(),
  };
}
