import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  type GraphProto,
  type ValueInfoProto,
} from 'onnx-buf';
import type { Value } from '../trace/graph.ts';
import { endAnswer } from '../trace/end-of-answer.ts';
import { encodeValue } from '../trace/onnx-file.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { NEXT, PARAMETER } from './state-names.ts';

/**
 * A step as an ONNX `Loop` of several: what it hands on (`next:x` is the next round's `x`) stays inside of ONNX Runtime
 * from round to round. Batches and scalars come stacked, [rounds, …], and so do the metrics.
 */
export function loopProgram(step: TracedProgram, rounds: number): TracedProgram {
  const model = fromBinary(ModelProtoSchema, step.onnx);
  const round = (name: string) => `round/${name}`;
  const produced = new Set(step.outputs.map(({ name }) => name));
  const carried = step.inputs.filter(({ name }) => produced.has(NEXT + name));
  const perRound = step.inputs.filter(({ name }) => !produced.has(NEXT + name) && !name.startsWith(PARAMETER));
  const frozen = step.inputs.filter(({ name }) => !produced.has(NEXT + name) && name.startsWith(PARAMETER));
  const metrics = step.outputs.filter(({ name }) => !name.startsWith(NEXT));
  const own = new Set([...carried, ...perRound, ...step.outputs].map(({ name }) => name));
  const next = (value: Value): Value => ({ ...value, name: NEXT + value.name });
  const stacked = (value: Value): Value => ({ ...value, shape: [rounds, ...value.shape] });
  const inRound = (value: Value): ValueInfoProto => encodeValue({ ...value, name: round(value.name) });
  const [index, goOn] = [
    { name: round('index'), shape: [], dtype: 'int64' },
    { name: round('go-on'), shape: [], dtype: 'bool' },
  ] as unknown as Value[];

  const body = renamed(model.graph as GraphProto, (name) => (own.has(name) ? round(name) : name));
  const loopBody = create(GraphProtoSchema, {
    ...body,
    node: [
      ...perRound.map(({ name }) => node('Gather', [name, index.name], [round(name)])),
      ...body.node,
      node('Identity', [goOn.name], [`${goOn.name}/next`]),
    ],
    input: [index, goOn].map(encodeValue).concat(carried.map(inRound)),
    output: [
      encodeValue({ ...goOn, name: `${goOn.name}/next` }),
      ...carried.map((value) => inRound(next(value))),
      ...metrics.map(inRound),
    ],
  });
  const inputs = [...carried, ...frozen, ...perRound.map(stacked)];
  const outputs = [...carried.map(next), ...metrics.map(stacked)];
  const loop = create(NodeProtoSchema, {
    opType: 'Loop',
    name: `${step.name}/loop`,
    input: ['loop/rounds', 'loop/go-on', ...carried.map(({ name }) => name)],
    output: outputs.map(({ name }) => name),
    attribute: [create(AttributeProtoSchema, { name: 'body', type: AttributeProto_AttributeType.GRAPH, g: loopBody })],
  });
  const graph = create(GraphProtoSchema, {
    name: `${step.name}-loop`,
    initializer: [
      scalar('loop/rounds', TensorProto_DataType.INT64, new Uint8Array(BigInt64Array.of(BigInt(rounds)).buffer)),
      scalar('loop/go-on', TensorProto_DataType.BOOL, Uint8Array.of(1)),
    ],
    node: [loop],
    input: inputs.map(encodeValue),
    output: outputs.map(encodeValue),
  });
  return {
    name: `${step.name}-loop`,
    onnx: toBinary(ModelProtoSchema, { ...model, graph: endAnswer(graph) }),
    inputs,
    outputs,
    nodeCount: step.nodeCount,
  };
}

/** Names inside of a loop's body may not be those outside. */
function renamed(graph: GraphProto, rename: (name: string) => string): GraphProto {
  return {
    ...graph,
    node: graph.node.map((each) => ({ ...each, input: each.input.map(rename), output: each.output.map(rename) })),
    valueInfo: graph.valueInfo.map((info) => ({ ...info, name: rename(info.name) })),
  };
}

function node(opType: string, input: string[], output: string[]) {
  return create(NodeProtoSchema, { opType, name: output[0], input, output });
}

function scalar(name: string, dataType: TensorProto_DataType, rawData: Uint8Array<ArrayBuffer>) {
  return create(TensorProtoSchema, { name, dims: [], dataType, rawData });
}
