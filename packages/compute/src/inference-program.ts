import * as tf from '@tensorflow/tfjs';
import type { EngineName, Feeds, InputSpecs, ParameterSpecs, ParameterValues, Tensors } from '@totalfm/core';
import { toEagerTensors, withEagerBackend, type EagerBackend } from './eager-backend.ts';
import { toTensors } from './engine-tensors.ts';
import { createSession, type SessionOptions } from './session.ts';
import { traceProgram } from './trace/trace-program.ts';
import type { TracedProgram } from './trace/traced-program.ts';

export interface InferenceDefinition {
  readonly name: string;
  readonly parameters: ParameterSpecs;
  readonly values?: ParameterValues;
  readonly inputs: InputSpecs;
  run(parameters: Tensors, inputs: Tensors): Tensors;
  readonly metadata?: Readonly<Record<string, string>>;
  /** For a program that is run by `Session.runInto`. */
  readonly endsAnswer?: boolean;
}

/**
 * A forward pass with its parameters baked in: the ONNX file that serves is the program that was trained. Without
 * `values` the parameters are inputs, under their own names. `metadata` becomes the file's metadata properties.
 */
export function traceInference({
  name,
  parameters,
  values,
  inputs,
  run,
  metadata,
  endsAnswer,
}: InferenceDefinition): TracedProgram {
  const options = { metadata, endsAnswer };
  if (!values) {
    const specs = Object.fromEntries(
      Object.entries(parameters).map(([parameter, { shape }]) => [parameter, { shape, dtype: 'float32' as const }]),
    );
    return traceProgram(name, { ...specs, ...inputs }, (symbols) => run(symbols, symbols), options);
  }
  return traceProgram(
    name,
    inputs,
    (symbols) => {
      const constants = Object.fromEntries(
        Object.entries(parameters).map(([parameter, { shape }]) => [
          parameter,
          tf.tensor(values[parameter], [...shape]),
        ]),
      );
      return run(constants, symbols);
    },
    options,
  );
}

/** Runs a program on host arrays. */
export interface Inference {
  run(feeds: Feeds): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

export async function createInference(program: TracedProgram, options: SessionOptions = {}): Promise<Inference> {
  const session = await createSession(program, options);
  return {
    async run(feeds) {
      const outputs = await session.run(toTensors(session.program, feeds));
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
    dispose: () => session.dispose(),
  };
}

/** A forward pass with its parameters on any engine. */
export function openInference(
  definition: InferenceDefinition & { readonly values: ParameterValues },
  { engine = 'onnx', ...options }: SessionOptions & { readonly engine?: EngineName } = {},
): Promise<Inference> {
  return engine === 'onnx'
    ? createInference(traceInference(definition), options)
    : createEagerInference(definition, engine);
}

async function createEagerInference(
  { parameters, values, inputs, run }: InferenceDefinition & { readonly values: ParameterValues },
  backend: EagerBackend,
): Promise<Inference> {
  const constants = await withEagerBackend(backend, () => toEagerTensors(parameters, values));
  return {
    async run(feeds) {
      const results = await withEagerBackend(backend, () =>
        tf.tidy(() => run(constants, toEagerTensors(inputs, feeds))),
      );
      const read = await Promise.all(
        Object.entries(results).map(async ([name, tensor]) => [name, (await tensor.data()) as Float32Array] as const),
      );
      Object.values(results).forEach((tensor) => tensor.dispose());
      return Object.fromEntries(read);
    },
    async dispose() {
      Object.values(constants).forEach((tensor) => tensor.dispose());
    },
  };
}
