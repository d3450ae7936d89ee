import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

/** A worker as who gives it tasks sees it: a thread, or a process of its own. */
export interface WorkerHandle {
  send(message: ToWorker): void;
  /** What it says; one listener at a time. */
  listen(listener: ((message: FromWorker) => void) | undefined): void;
  /** Resolves when it has ended, with what killed it. */
  readonly ended: Promise<Error>;
  kill(): void;
}

/** Starts a worker. `entry` is a file that calls `startWorker`. */
export type StartWorker = (entry: string | URL, setup: WorkerSetup) => WorkerHandle;

const exitOf = (code: number | null, signal?: string | null) =>
  new Error(signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`);

export const startThread: StartWorker = (entry, setup) => {
  const worker = new Worker(entry, { workerData: setup });
  let listener: ((message: FromWorker) => void) | undefined;
  let death: Error | undefined;
  worker.on('message', (message: FromWorker) => listener?.(message));
  worker.on('error', (error: Error) => (death = error));
  return {
    send: (message) => worker.postMessage(message),
    listen: (next) => void (listener = next),
    ended: new Promise((end) => worker.once('exit', (code) => end(death ?? exitOf(code)))),
    kill: () => void worker.terminate(),
  };
};

/** A process outlives what a thread would take its neighbours with: a crash in native code, memory that runs out. */
export const startProcess: StartWorker = (entry, setup) => {
  const child = fork(typeof entry === 'string' ? entry : fileURLToPath(entry), { serialization: 'advanced' });
  let listener: ((message: FromWorker) => void) | undefined;
  child.on('message', (message) => listener?.(message as FromWorker));
  const ended = new Promise<Error>((end) => {
    child.once('error', end);
    child.once('exit', (code, signal) => end(exitOf(code, signal)));
  });
  const send = (message: ToWorker) => {
    // Its end is told by `ended`.
    if (child.connected) child.send(message, () => {});
  };
  send({ kind: 'setup', setup });
  return { send, listen: (next) => void (listener = next), ended, kill: () => void child.kill('SIGKILL') };
};
