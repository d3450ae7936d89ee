import { throwIfAborted } from '@totalfm/core';
import type { ChunkRunner, ChunkWorker } from './chunk.ts';

/** Runs chunks in this process, one after the other unless the stage waits for something else most of its time. */
export function createLocalRunner(worker: ChunkWorker): ChunkRunner {
  return {
    async run(tasks, { signal, concurrency = 1, onUnit = () => {} } = {}) {
      throwIfAborted(signal);
      const queue = tasks.slice();
      const stop = new AbortController();
      const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      const failures: unknown[] = [];
      const loop = async () => {
        for (let task = queue.shift(); task && !stopped.aborted; task = queue.shift())
          await worker.run(task as never, { signal: stopped, unitDone: onUnit });
      };
      await Promise.all(
        Array.from({ length: Math.min(concurrency, tasks.length) }, () =>
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
