/** Entry of the thread that an engine runs in, so that batches can be made while ONNX Runtime works. */
import { parentPort } from 'node:worker_threads';
import { toErrorRecord } from '@totalfm/core';
import { buffersOf, type FromEngine, type ToEngine } from './engine-messages.ts';
import { createStepEngine, type StepEngine } from './step-engine.ts';

const port = parentPort;
if (!port) throw new Error('An engine thread is started by the package itself.');
const send = (message: FromEngine, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

let engine: StepEngine;
port.on('message', (message: ToEngine) => void answer(message));

async function answer(message: ToEngine): Promise<void> {
  try {
    if (message.kind === 'start') {
      engine = await createStepEngine(message.setup, (text) => send({ kind: 'fallback', message: text }));
      send({ kind: 'ready' });
    } else if (message.kind === 'dispose') {
      await engine.dispose();
      port?.close();
    } else if (message.kind === 'state') {
      const state = await engine.state();
      send({ kind: 'state', state }, buffersOf(Object.values(state).map(({ data }) => data)));
    } else if (message.kind === 'replace') {
      await engine.replace(message.values);
      send({ kind: 'ready' });
    } else {
      send({ kind: 'report', report: await engine.run(message.steps) });
    }
  } catch (error) {
    send({ kind: 'failed', error: toErrorRecord(error) });
    // Nothing comes after a start that failed: the thread ends.
    if (message.kind === 'start') port?.close();
  }
}
