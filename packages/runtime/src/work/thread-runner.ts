import { Worker } from 'node:worker_threads';
import { fromErrorRecord, throwIfAborted } from '@totalfm/core';
import { runtimeErrors } from '../errors.ts';
import type { ChunkRunner, ChunkRunOptions, ChunkTask } from './chunk.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

/** How often a task whose worker died is tried: memory may only have been short because of its neighbours. */
const attempts = 2;

/** Runs chunks on worker threads that live as long as the runner. `entry` is a file that calls `startWorker`. */
export function createThreadRunner({
  entry,
  setup,
  workers,
}: {
  readonly entry: string | URL;
  readonly setup: WorkerSetup;
  readonly workers: number;
}): ChunkRunner {
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
    async run(tasks, options = {}) {
      throwIfAborted(options.signal);
      const queue = tasks[Symbol.iterator]();
      const stop = new AbortController();
      const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
      const loop = async () => {
        for (let next = queue.next(); !next.done && !signal.aborted; next = queue.next())
          await runTask(next.value, signal, options);
      };
      let failure: { readonly error: unknown } | undefined;
      const loops = Array.from({ length: workers }, () =>
        loop().catch((error: unknown) => {
          failure ??= { error };
          stop.abort();
        }),
      );
      await Promise.all(loops);
      if (failure) throw failure.error;
      throwIfAborted(options.signal);
    },
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

  async function runTask(task: ChunkTask, signal: AbortSignal, { onUnit, onCrash }: ChunkRunOptions): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const worker = idle.pop() ?? start();
      const crash = await runOn(worker, task, signal, onUnit);
      if (!crash) {
        // A cancelled worker stays cancelled; only those that finished in peace are used again.
        if (signal.aborted) await worker.terminate();
        else idle.push(worker);
        return;
      }
      if (attempt < attempts && !signal.aborted) continue;
      const error = runtimeErrors.TFM_WORKER_CRASHED({
        stage: task.work,
        message: `A worker thread died while it did part ${task.chunk} of ${task.work}: ${crash.message}`,
        fix: 'Use fewer workers (`--set compute.workers=1`) or a machine with more memory.',
        cause: crash,
      });
      if (!onCrash || signal.aborted) throw error;
      return onCrash(task, error);
    }
  }
}

/** Resolves to what killed the worker, or to nothing; rejects with what the task threw. */
function runOn(
  worker: Worker,
  task: ChunkTask,
  signal: AbortSignal,
  onUnit?: ChunkRunOptions['onUnit'],
): Promise<Error | undefined> {
  return new Promise((resolve, reject) => {
    let death: Error | undefined;
    const onMessage = (message: FromWorker) => {
      if (message.kind === 'unit') return onUnit?.(message.milliseconds);
      finish();
      if (message.kind === 'done') return resolve(undefined);
      // The worker is of no more use to this run: its stage stops.
      void worker.terminate();
      reject(fromErrorRecord(message.error));
    };
    const onError = (error: Error) => {
      death = error;
    };
    const onExit = (code: number) => {
      finish();
      resolve(death ?? new Error(`it ended with exit code ${code}`));
    };
    const onAbort = () => worker.postMessage({ kind: 'cancel' } satisfies ToWorker);
    const finish = () => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort);
    worker.postMessage({ kind: 'task', task } satisfies ToWorker);
    if (signal.aborted) onAbort();
  });
}
