import { throwIfAborted } from '@totalfm/core';
import type { ChunkRunner, ChunkWorker } from './chunk.ts';

/** Runs chunks in this process, one after the other unless the stage waits for something else most of its time. */
export function createLocalRunner(worker: ChunkWorker): ChunkRunner {
  return {
    async run(tasks, { signal, concurrency = 1, onUnit = () => {} } = {}) {
      throwIfAborted(signal);
      const queue = tasks[Symbol.iterator]();
      const stop = new AbortController();
      const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      const failures: unknown[] = [];
      const loop = async () => {
        for (let next = queue.next(); !next.done && !stopped.aborted; next = queue.next())
          await worker.run(next.value as never, { signal: stopped, unitDone: onUnit });
      };
      await Promise.all(
        Array.from({ length: concurrency }, () =>
          loop().catch((error: unknown) => {
            failures.push(error);
            stop.abort();
          }),
        ),
      );
      if (failures.length > 0) throw failures[0];
      throwIfAborted(signal);
    },
    close: () => worker.close(),
  };
}
