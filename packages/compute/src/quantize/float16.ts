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
  type TensorProto,
} from 'onnx-buf';
import { toFloat16 } from '../checkpoint/half-floats.ts';
import type { TracedProgram } from '../trace/traced-program.ts';

/** Constants below this length are left alone: they make no file large, and scalars may need their range. */
const LEAST_LENGTH = 256;

/**
 * Stores the parameters of a forward pass as float16, in half the bytes. They become float32 again when the program is
 * loaded: ONNX Runtime has no float16 products on x86, so nothing else would be gained there. A constant with values beyond
 * float16's range stays as it is.
 */
export function storeFloat16(program: TracedProgram): TracedProgram {
  const model = fromBinary(ModelProtoSchema, program.onnx);
  const graph = model.graph as GraphProto;
  const halved = new Map(
    graph.initializer.flatMap((tensor) => {
      const half = halfOf(tensor);
      return half ? [[tensor.name, half] as const] : [];
    }),
  );
  const to = create(AttributeProtoSchema, {
    name: 'to',
    type: AttributeProto_AttributeType.INT,
    i: BigInt(TensorProto_DataType.FLOAT),
  });
  const casts = [...halved].map(([name, half]) =>
    create(NodeProtoSchema, {
      opType: 'Cast',
      name: `${name}/float32`,
      input: [half.name],
      output: [name],
      attribute: [to],
    }),
  );
  const node = [...casts, ...graph.node];
  const changed = create(GraphProtoSchema, {
    ...graph,
    node,
    initializer: graph.initializer.map((tensor) => halved.get(tensor.name) ?? tensor),
  });
  return { ...program, onnx: toBinary(ModelProtoSchema, { ...model, graph: changed }), nodeCount: node.length };
}

function halfOf({ name, dims, dataType, rawData }: TensorProto): TensorProto | undefined {
  const length = dims.reduce((product, dim) => product * Number(dim), 1);
  if (dataType !== TensorProto_DataType.FLOAT || length < LEAST_LENGTH) return undefined;
  const half = toFloat16(new Float32Array(rawData.slice().buffer));
  return (
    half &&
    create(TensorProtoSchema, {
      name: `${name}/float16`,
      dims,
      dataType: TensorProto_DataType.FLOAT16,
      rawData: new Uint8Array(half.buffer as ArrayBuffer),
    })
  );
}
