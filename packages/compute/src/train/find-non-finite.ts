import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType,
  type GraphProto,
  type ValueInfoProto,
} from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import type { EngineTensors } from '../engine-tensors.ts';
import type { TracedProgram } from '../trace/traced-program.ts';

/** Values that are looked at in one run: all of a large step at once would need memory for every activation. */
const AT_ONCE = 256;

/** Where a program first makes a value that is NaN or infinite: the node that made it, in the order of the graph. */
export interface NonFinite {
  /** Name of the node, with its scope: `vision/block0/Softmax#31`. */
  readonly node: string;
  readonly op: string;
}

/** Runs a program again, looking at what every node makes. An input that is not finite itself is named as such. */
export async function findNonFinite({ onnx }: TracedProgram, feeds: EngineTensors): Promise<NonFinite | undefined> {
  for (const [name, { data }] of Object.entries(feeds))
    if (data instanceof Float32Array && !isFinite(data)) return { node: name, op: 'input' };
  const model = fromBinary(ModelProtoSchema, onnx);
  const graph = model.graph as GraphProto;
  const types = new Map<string, ValueInfoProto>([...graph.valueInfo, ...graph.output].map((info) => [info.name, info]));
  const made = graph.node.flatMap((node) => node.output.map((value) => ({ value, node: node.name, op: node.opType })));
  const floats = made.filter(({ value }) => elementType(types.get(value)) === TensorProto_DataType.FLOAT);
  for (let from = 0; from < floats.length; from += AT_ONCE) {
    const part = floats.slice(from, from + AT_ONCE);
    const looked = create(GraphProtoSchema, {
      ...graph,
      output: part.map(({ value }) => types.get(value) as ValueInfoProto),
    });
    const session = await ort.InferenceSession.create(toBinary(ModelProtoSchema, { ...model, graph: looked }), {
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 3,
    });
    try {
      const results = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]])));
      const first = part.find(({ value }) => !isFinite(results[value].data as Float32Array));
      if (first) return { node: first.node, op: first.op };
    } finally {
      await session.release();
    }
  }
  return undefined;
}

const elementType = (info?: ValueInfoProto) =>
  info?.type?.value.case === 'tensorType' ? info.type.value.value.elemType : undefined;

function isFinite(values: Float32Array): boolean {
  // A sum is NaN or infinite where a term is, unless it overflows by itself: then look closer.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return Number.isFinite(sum) || values.every(Number.isFinite);
}
