import * as tf from '@tensorflow/tfjs';
import type { EngineName } from '@totalfm/core';
import { computeErrors } from './errors.ts';

export type EagerBackend = Exclude<EngineName, 'onnx'>;

const packages = {
  wasm: {
    name: '@tensorflow/tfjs-backend-wasm',
    backend: 'wasm',
    install: 'Run `npm install @tensorflow/tfjs-backend-wasm@4.22.0`.',
  },
  node: {
    name: '@tensorflow/tfjs-node',
    backend: 'tensorflow',
    install:
      'Run `npm install @tensorflow/tfjs-node@4.22.0` and let its install script run (`npm rebuild @tensorflow/tfjs-node`).',
  },
  'node-gpu': {
    name: '@tensorflow/tfjs-node-gpu',
    backend: 'tensorflow',
    install:
      'On a machine with CUDA 11 and cuDNN 8, run `npm install @tensorflow/tfjs-node-gpu@4.22.0` and let its install script run (`npm rebuild @tensorflow/tfjs-node-gpu`).',
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
    throw computeErrors.TFM_ENGINE_MISSING({
      option: kind,
      message: `The eager engine ${kind} (${name}) is not installed on this machine.`,
      fix: install,
      cause,
    });
  }
  throw computeErrors.TFM_ENGINE_MISSING({
    option: kind,
    message: `The eager engine ${kind} (${name}) does not start on this machine.`,
    fix: install,
  });
}

/** Runs `work` with this backend as tfjs's current one, which it is not afterwards. `work` must not wait for anything. */
export async function withEagerBackend<T>(kind: EagerBackend, work: () => T): Promise<T> {
  const before = tf.getBackend();
  await useEagerBackend(kind);
  try {
    return work();
  } catch (cause) {
    const kernel = /Kernel '([^']+)' not registered for backend/.exec(cause instanceof Error ? cause.message : '');
    if (!kernel) throw cause;
    throw computeErrors.TFM_ENGINE_KERNEL({
      option: kind,
      message: `The eager engine ${kind} has no kernel ${kernel[1]}, which the program needs.`,
      fix: 'Use the engine `onnx`, or `cpu`, which has them all.',
      cause,
    });
  } finally {
    if (before) tf.setBackend(before);
  }
}

/** Tensors on the current backend. */
export function toEagerTensors(
  specs: Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype?: 'float32' | 'int32' }>>,
  values: Readonly<Record<string, Float32Array | Int32Array>>,
): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, dtype = 'float32' }]) => [
      name,
      tf.tensor(values[name], [...shape], dtype),
    ]),
  );
}
