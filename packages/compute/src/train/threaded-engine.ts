import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fromErrorRecord } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { buffersOf, type FromEngine, type ToEngine } from './engine-messages.ts';
import { createStepEngine, type EngineSetup, type StepEngine } from './step-engine.ts';

/** Beside the built package. Sources have none: there an engine runs in the thread that asks for it, with the same bytes. */
const entry = new URL('./engine-thread.js', import.meta.url);

export function startEngine(setup: EngineSetup, onFallback?: (message: string) => void): Promise<StepEngine> {
  return existsSync(entry) ? createThreadedEngine(setup, entry, onFallback) : createStepEngine(setup, onFallback);
}

/** An engine in a thread of its own: state stays there, batches go in without a copy, scalars come back. */
export async function createThreadedEngine(
  setup: EngineSetup,
  entry: URL,
  onFallback?: (message: string) => void,
): Promise<StepEngine> {
  const worker = new Worker(entry);
  let death: Error | undefined;
  worker.on('error', (error) => {
    death = error;
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const engine: StepEngine = {
    async run(steps) {
      const answer = await ask(
        { kind: 'run', steps },
        buffersOf(steps.flatMap(({ batches }) => batches.flatMap((batch) => Object.values(batch)))),
      );
      return (answer as Extract<FromEngine, { kind: 'report' }>).report;
    },
    async state() {
      return ((await ask({ kind: 'state' })) as Extract<FromEngine, { kind: 'state' }>).state;
    },
    async replace(values) {
      await ask({ kind: 'replace', values });
    },
    async dispose() {
      worker.postMessage({ kind: 'dispose' } satisfies ToEngine);
      await exited;
    },
  };
  await ask(
    { kind: 'start', setup: { ...setup, flushSubnormals: true } },
    buffersOf(Object.values(setup.state).map(({ data }) => data)),
  );
  return engine;

  function ask(question: ToEngine, transfer: ArrayBuffer[] = []): Promise<FromEngine> {
    const answer = next();
    worker.postMessage(question, transfer);
    return answer;
  }

  function next(): Promise<FromEngine> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromEngine) => {
        if (message.kind === 'fallback') return onFallback?.(message.message);
        worker.off('message', onMessage).off('exit', onExit);
        if (message.kind === 'failed') reject(fromErrorRecord(message.error));
        else resolve(message);
      };
      const onExit = (code: number) => {
        worker.off('message', onMessage);
        reject(endOf(code, death));
      };
      worker.on('message', onMessage).once('exit', onExit);
    });
  }
}

const endOf = (code: number, death: Error | undefined) =>
  computeErrors.TFM_ENGINE_FAILED({
    message: `The engine's thread ended with exit code ${code}${death ? `: ${death.message}` : '.'}`,
    fix: 'If memory ran out, use a smaller batch or a smaller model.',
    cause: death,
  });
