import { Worker } from 'node:worker_threads';
import type { ToWorker, WorkerSetup } from './messages.ts';

/** Threads that wait for a task, and those at work. */
export interface WorkerPool {
  /** One that waits, or a new one. */
  take(): Worker;
  /** It did its task in peace, and may have another. */
  giveBack(worker: Worker): void;
  /** Lets every thread end its work and waits for it. */
  close(): Promise<void>;
}

/** `entry` is a file that calls `startWorker`. */
export function createWorkerPool(entry: string | URL, setup: WorkerSetup): WorkerPool {
  const idle: Worker[] = [];
  const all = new Set<Worker>();

  const start = () => {
    const worker = new Worker(entry, { workerData: setup });
    all.add(worker);
    worker.on('error', () => {});
    worker.once('exit', () => {
      all.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    return worker;
  };

  return {
    take: () => idle.pop() ?? start(),
    giveBack: (worker) => void idle.push(worker),
    async close() {
      await Promise.all(
        [...all].map(
          (worker) =>
            new Promise<void>((closed) => {
              worker.once('exit', () => closed());
              worker.postMessage({ kind: 'close' } satisfies ToWorker);
            }),
        ),
      );
    },
  };
}
