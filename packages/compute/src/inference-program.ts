import * as tf from '@tensorflow/tfjs';
import type { EngineName, Feeds, InputSpecs, ParameterSpecs, ParameterValues, Tensors } from '@totalfm/core';
import { toEagerTensors, withEagerBackend, type EagerBackend } from './eager-backend.ts';
import { toTensors } from './engine-tensors.ts';
import { createBakedSession } from './checkpoint/baked-program.ts';
import { valuesOfSource, type ParameterSource } from './checkpoint/filed-tensors.ts';
import { quantizeInt8, type QuantizeOptions } from './quantize/int8.ts';
import { createSession, type SessionOptions } from './session.ts';
import { traceProgram } from './trace/trace-program.ts';
import { prefixed, unprefixed } from './train/initial-values.ts';
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

/** `parameters` become constants of the program, whose inputs they are. */
export async function createInference(
  program: TracedProgram,
  { parameters, ...options }: SessionOptions & { readonly parameters?: ParameterSource } = {},
): Promise<Inference> {
  const session = await (parameters
    ? createBakedSession(program, parameters, options)
    : createSession(program, options));
  return {
    async run(feeds) {
      const outputs = await session.run(toTensors(session.program, feeds));
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
    dispose: () => session.dispose(),
  };
}

/** A forward pass and its parameters, in memory or in their file. */
export type Forward = Omit<InferenceDefinition, 'values'> & { readonly values: ParameterSource };

export interface InferenceOptions extends SessionOptions {
  readonly engine?: EngineName;
  /** Products of integers in the nodes that it names, as {@link quantizeInt8} makes them; only on `onnx`. */
  readonly quantizes?: QuantizeOptions['quantizes'];
}

/** A forward pass with its parameters on any engine. Parameters in a file go from there to ONNX Runtime, which keeps the one copy of them. */
export async function openInference(
  definition: Forward,
  { engine = 'onnx', quantizes, ...options }: InferenceOptions = {},
): Promise<Inference> {
  const { values: source, ...forward } = definition;
  if (engine !== 'onnx') return createEagerInference({ ...forward, values: await valuesOfSource(source) }, engine);
  const program = traceForward(forward);
  const parameters = asWeights(source);
  if (!quantizes) return createInference(program, { ...options, parameters });
  return createInference(await quantizeInt8(program, { quantizes, parameters }), { ...options, parameters });
}

const WEIGHTS = 'weights/';

/** A forward pass whose parameters are inputs, under names that no other input has. */
export function traceForward(definition: Omit<InferenceDefinition, 'values'>): TracedProgram {
  return traceInference({
    ...definition,
    parameters: asWeights(definition.parameters),
    run: (given, inputs) => definition.run(unprefixed(WEIGHTS, given), inputs),
  });
}

/** Parameters under the names that {@link traceForward} gives them. */
export const asWeights = <T>(parameters: Readonly<Record<string, T>>) => prefixed(WEIGHTS, parameters);

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
