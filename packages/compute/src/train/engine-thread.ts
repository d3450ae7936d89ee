/** Entry of the thread that an engine runs in, so that batches can be made while ONNX Runtime works. */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorRecord } from '@totalfm/core';
import { buffersOf, type FromEngine, type ToEngine } from './engine-messages.ts';
import { createStepEngine, type EngineSetup, type StepEngine } from './step-engine.ts';

const port = parentPort;
if (!port) throw new Error('An engine thread is started by the package itself.');
const send = (message: FromEngine, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

try {
  const engine = await createStepEngine(workerData as EngineSetup, (message) => send({ kind: 'fallback', message }));
  port.on('message', (message: ToEngine) => void answer(engine, message));
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', error: toErrorRecord(error) });
}

async function answer(engine: StepEngine, message: ToEngine): Promise<void> {
  try {
    if (message.kind === 'dispose') {
      await engine.dispose();
      port?.close();
    } else if (message.kind === 'state') {
      const state = await engine.state();
      send({ kind: 'state', state }, buffersOf(Object.values(state).map(({ data }) => data)));
    } else {
      send({ kind: 'report', report: await engine.run(message.steps) });
    }
  } catch (error) {
    send({ kind: 'failed', error: toErrorRecord(error) });
  }
}
