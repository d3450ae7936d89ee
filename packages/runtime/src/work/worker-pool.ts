import type { WorkerHandle } from './worker-handle.ts';

/** Workers that wait for a task, and those at work. */
export interface WorkerPool {
  /** One that waits, or a new one. */
  take(): WorkerHandle;
  /** It did its task in peace, and may have another. */
  giveBack(worker: WorkerHandle): void;
  /** Lets every worker end its work and waits for it. */
  close(): Promise<void>;
}

export function createWorkerPool(startOne: () => WorkerHandle): WorkerPool {
  const idle: WorkerHandle[] = [];
  const all = new Set<WorkerHandle>();

  const start = () => {
    const worker = startOne();
    all.add(worker);
    void worker.ended.then(() => {
      all.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    return worker;
  };

  return {
    take: () => idle.pop() ?? start(),
    giveBack: (worker) => void idle.push(worker),
    async close() {
      const closing = [...all].map((worker) => {
        worker.send({ kind: 'close' });
        return worker.ended;
      });
      await Promise.all(closing);
    },
  };
}
