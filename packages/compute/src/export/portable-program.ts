import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { InputSpecs, ParameterSpecs, ParameterValues, Tensors } from '@totalfm/core';
import { GraphProtoSchema, ModelProtoSchema, type GraphProto } from 'onnx-buf';
import { bakeParameters } from '../decode/bake-parameters.ts';
import { prefixed, unprefixed } from '../train/initial-values.ts';
import type { ModelOptions } from '../trace/onnx-file.ts';
import { traceProgram } from '../trace/trace-program.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { dynamicBatch } from './dynamic-batch.ts';
import { standardOperators } from './standard-operators.ts';

export interface PortableDefinition {
  readonly name: string;
  readonly parameters: ParameterSpecs;
  readonly values: ParameterValues;
  inputs(batch: number): InputSpecs;
  run(parameters: Tensors, inputs: Tensors): Tensors;
  readonly metadata?: ModelOptions['metadata'];
  /** What the file says of the program, and of its inputs and outputs by name. */
  readonly about?: string;
  readonly notes?: Readonly<Record<string, string>>;
}

/** A forward pass for whoever reads ONNX: parameters inside, a batch of any size, standard operators only, and what goes in described. */
export async function tracePortable(definition: PortableDefinition): Promise<TracedProgram> {
  const { name, parameters, values, inputs, run, metadata } = definition;
  const weights = 'weights/';
  const specs = Object.fromEntries(
    Object.entries(parameters).map(([key, { shape }]) => [weights + key, { shape, dtype: 'float32' as const }]),
  );
  const program = dynamicBatch((batch) =>
    traceProgram(name, { ...inputs(batch), ...specs }, (given) => run(unprefixed(weights, given), given), { metadata }),
  );
  // Last, so that large parameters are copied once.
  const finished = described(standardOperators(program), definition);
  return (await bakeParameters(finished, prefixed(weights, values), Infinity)).program;
}

function described(program: TracedProgram, { about = '', notes = {} }: PortableDefinition): TracedProgram {
  const model = fromBinary(ModelProtoSchema, program.onnx);
  const graph = model.graph as GraphProto;
  const noted = (infos: GraphProto['input']) => infos.map((info) => ({ ...info, docString: notes[info.name] ?? '' }));
  const changed = create(GraphProtoSchema, {
    ...graph,
    input: noted(graph.input),
    output: noted(graph.output),
    docString: about,
  });
  return { ...program, onnx: toBinary(ModelProtoSchema, { ...model, graph: changed, docString: about }) };
}
