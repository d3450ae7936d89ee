import * as tf from '@tensorflow/tfjs';
import { computeErrors } from './errors.ts';

export type EagerBackend = 'cpu' | 'wasm' | 'node-gpu';

const packages = {
  wasm: { name: '@tensorflow/tfjs-backend-wasm', backend: 'wasm', install: 'Run `npm install @tensorflow/tfjs-backend-wasm@4.22.0`.' },
  'node-gpu': {
    name: '@tensorflow/tfjs-node-gpu',
    backend: 'tensorflow',
    install: 'On a machine with CUDA 11 and cuDNN 8, run `npm install @tensorflow/tfjs-node-gpu@4.22.0` and let its install script run (`npm rebuild @tensorflow/tfjs-node-gpu`).',
  },
} as const;

/**
 * Runs tfjs code at once instead of tracing it: on a CUDA machine, on WebAssembly, or in plain JavaScript (the oracle of
 * the tests). The engine's package is loaded only here. Throws `TFM_ENGINE_MISSING` where it is not installed.
 */
export async function useEagerBackend(kind: EagerBackend): Promise<void> {
  if (kind === 'cpu') {
    await tf.setBackend('cpu');
    return;
  }
  const { name, backend, install } = packages[kind];
  try {
    await import(/* @vite-ignore */ name);
    if (await tf.setBackend(backend)) return;
  } catch (cause) {
    throw computeErrors.TFM_ENGINE_MISSING({ option: kind, message: `The eager engine ${kind} (${name}) is not installed on this machine.`, fix: install, cause });
  }
  throw computeErrors.TFM_ENGINE_MISSING({ option: kind, message: `The eager engine ${kind} (${name}) does not start on this machine.`, fix: install });
}
