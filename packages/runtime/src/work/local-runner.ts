import { throwIfAborted } from '@totalfm/core';
import type { Container } from '../container/container.ts';
import type { ChunkFunctions, ChunkRunner } from './chunk.ts';

/** Runs chunks in this process, one after the other. */
export function createLocalRunner(functions: ChunkFunctions, container: Container): ChunkRunner {
  return {
    async run(tasks, { signal, onUnit = () => {} } = {}) {
      for (const task of tasks) {
        throwIfAborted(signal);
        await functions[task.work](task as never, { container, signal, unitDone: onUnit });
      }
    },
    async close() {},
  };
}
