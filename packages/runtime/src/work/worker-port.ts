import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

/** The end of who gives tasks, as a worker sees it. */
export interface WorkerPort {
  readonly setup: Promise<WorkerSetup>;
  send(message: FromWorker): void;
  listen(listener: (message: ToWorker) => void): void;
  close(): void;
}

/** Of this thread, or of this process where it is no thread. */
export function openWorkerPort(): WorkerPort {
  if (parentPort) return threadPort(parentPort);
  if (process.send) return processPort();
  throw new Error('startWorker runs in a worker thread or process only.');
}

const threadPort = (port: NonNullable<typeof parentPort>): WorkerPort => ({
  setup: Promise.resolve(workerData as WorkerSetup),
  send: (message) => port.postMessage(message),
  listen: (listener) => void port.on('message', listener),
  close: () => port.close(),
});

function processPort(): WorkerPort {
  let begin: (setup: WorkerSetup) => void;
  const setup = new Promise<WorkerSetup>((begun) => (begin = begun));
  const listeners: ((message: ToWorker) => void)[] = [];
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'setup') begin(message.setup);
    else for (const listener of listeners) listener(message);
  });
  // Who gave the tasks is gone: nobody would be told of what is done. That is seen by whichever comes first.
  const leave = () => process.exit(1);
  process.on('disconnect', leave);
  // Ctrl-C goes to every process of a terminal: who gives the tasks says what ends.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  return {
    setup,
    send: (message) => void process.send?.(message, undefined, undefined, (error) => error && leave()),
    listen: (listener) => void listeners.push(listener),
    close() {
      process.removeAllListeners('disconnect');
      process.disconnect();
    },
  };
}
