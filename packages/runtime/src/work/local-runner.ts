import { throwIfAborted } from '@totalfm/core';
import type { Container } from '../container/container.ts';
import type { ChunkFunctions, ChunkRunner } from './chunk.ts';

/** Runs chunks in this process, one after the other unless the stage waits for something else most of its time. */
export function createLocalRunner(functions: ChunkFunctions, container: Container): ChunkRunner {
  return {
    async run(tasks, { signal, concurrency = 1, onUnit = () => {} } = {}) {
      throwIfAborted(signal);
      const queue = tasks.slice();
      const stop = new AbortController();
      const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      const failures: unknown[] = [];
      const loop = async () => {
        for (let task = queue.shift(); task && !stopped.aborted; task = queue.shift())
          await functions[task.work](task as never, { container, signal: stopped, unitDone: onUnit });
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
    async close() {},
  };
}
