import * as tf from '@tensorflow/tfjs';
import type { Feeds, InputSpecs, ParameterSpecs, ParameterValues, Tensors } from '@totalfm/core';
import { createSession, toTensors } from './session.ts';
import { traceProgram, type TracedProgram } from './trace/trace-program.ts';

/**
 * A forward pass with its parameters baked in: the ONNX file that serves is the program that was trained. Without
 * `values` the parameters are inputs, under their own names. `metadata` becomes the file's metadata properties.
 */
export function traceInference({ name, parameters, values, inputs, run, metadata }: {
  readonly name: string;
  readonly parameters: ParameterSpecs;
  readonly values?: ParameterValues;
  readonly inputs: InputSpecs;
  run(parameters: Tensors, inputs: Tensors): Tensors;
  readonly metadata?: Readonly<Record<string, string>>;
}): TracedProgram {
  if (!values) {
    const specs = Object.fromEntries(Object.entries(parameters).map(([parameter, { shape }]) => [parameter, { shape, dtype: 'float32' as const }]));
    return traceProgram(name, { ...specs, ...inputs }, (symbols) => run(symbols, symbols), metadata);
  }
  return traceProgram(name, inputs, (symbols) => {
    const constants = Object.fromEntries(Object.entries(parameters).map(([parameter, { shape }]) => [parameter, tf.tensor(values[parameter], [...shape])]));
    return run(constants, symbols);
  }, metadata);
}

/** Runs a program on host arrays. */
export interface Inference {
  run(feeds: Feeds): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

export async function createInference(program: TracedProgram, threads?: number): Promise<Inference> {
  const session = await createSession(program, { threads });
  return {
    async run(feeds) {
      const outputs = await session.run(toTensors(program, feeds));
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
    dispose: () => session.dispose(),
  };
}
