import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { InputSpecs, ParameterSpecs, Tensors } from '@totalfm/core';
import { GraphProtoSchema, ModelProtoSchema, type GraphProto } from 'onnx-buf';
import { bakeParameters } from '../checkpoint/baked-program.ts';
import type { ParameterSource } from '../checkpoint/filed-tensors.ts';
import { asWeights, traceForward } from '../inference-program.ts';
import type { ModelOptions } from '../trace/onnx-file.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { dynamicBatch } from './dynamic-batch.ts';
import { standardOperators } from './standard-operators.ts';

export interface PortableDefinition {
  readonly name: string;
  readonly parameters: ParameterSpecs;
  readonly values: ParameterSource;
  inputs(batch: number): InputSpecs;
  run(parameters: Tensors, inputs: Tensors): Tensors;
  readonly metadata?: ModelOptions['metadata'];
  /** What the file says of the program, and of its inputs and outputs by name. */
  readonly about?: string;
  readonly notes?: Readonly<Record<string, string>>;
}

/** A forward pass for whoever reads ONNX: parameters inside, a batch of any size, standard operators only, and what goes in described. */
export async function tracePortable(definition: PortableDefinition): Promise<TracedProgram> {
  const { name, parameters, values, run, metadata } = definition;
  const program = dynamicBatch((batch) =>
    traceForward({ name, parameters, inputs: definition.inputs(batch), run, metadata }),
  );
  // Last, so that large parameters are copied once.
  const finished = described(standardOperators(program), definition);
  return (await bakeParameters(finished, asWeights(values), Infinity)).program;
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
