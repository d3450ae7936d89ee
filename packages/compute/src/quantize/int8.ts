import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';
import type { TracedProgram } from '../trace/traced-program.ts';

export interface QuantizeOptions {
  /** Which products are quantised, by the name of their node (its scope comes first: `block0/MatMul#12`); default: all. */
  readonly quantizes?: (node: string) => boolean;
}

/**
 * Dynamic int8 quantisation of a forward pass: every product with a constant matrix [in, out] becomes one of integers. The
 * matrix is rounded to int8 with a scale for each output (symmetric), the other side to uint8 with a scale that is worked out
 * as it comes (`DynamicQuantizeLinear`). Everything else stays float32.
 */
export function quantizeInt8(program: TracedProgram, { quantizes = () => true }: QuantizeOptions = {}): TracedProgram {
  const model = fromBinary(ModelProtoSchema, program.onnx);
  const graph = model.graph as GraphProto;
  const matrices = new Map(
    graph.initializer
      .filter(({ dims, dataType }) => dims.length === 2 && dataType === TensorProto_DataType.FLOAT)
      .map((tensor) => [tensor.name, tensor]),
  );
  const integers: TensorProto[] = [];
  const done = new Set<string>();
  const node = graph.node.flatMap((each) => {
    const matrix = each.opType === 'MatMul' && quantizes(each.name) ? matrices.get(each.input[1]) : undefined;
    if (!matrix) return [each];
    if (!done.has(matrix.name)) integers.push(...quantized(matrix));
    done.add(matrix.name);
    return integerProduct(each, matrix.name);
  });
  const used = new Set(node.flatMap(({ input }) => input));
  const initializer = [...graph.initializer.filter(({ name }) => used.has(name)), ...integers];
  const changed = create(GraphProtoSchema, { ...graph, node, initializer });
  return { ...program, onnx: toBinary(ModelProtoSchema, { ...model, graph: changed }), nodeCount: node.length };
}

/** Row-major [in, out] → int8 with the largest of each column at ±127, and the columns' scales. */
function quantized({ name, dims, rawData }: TensorProto): TensorProto[] {
  const [rows, columns] = dims.map(Number);
  const values = new Float32Array(rawData.slice().buffer);
  const scales = new Float32Array(columns);
  for (let index = 0; index < values.length; index++)
    scales[index % columns] = Math.max(scales[index % columns], Math.abs(values[index]) / 127);
  const rounded = Int8Array.from(values, (value, index) =>
    scales[index % columns] === 0 ? 0 : Math.round(value / scales[index % columns]),
  );
  const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer as ArrayBuffer);
  return [
    create(TensorProtoSchema, {
      name: `${name}/int8`,
      dims: [BigInt(rows), BigInt(columns)],
      dataType: TensorProto_DataType.INT8,
      rawData: bytes(rounded),
    }),
    create(TensorProtoSchema, {
      name: `${name}/scale`,
      dims: [BigInt(columns)],
      dataType: TensorProto_DataType.FLOAT,
      rawData: bytes(scales),
    }),
  ];
}

function integerProduct({ name, input: [x], output: [result] }: NodeProto, matrix: string): NodeProto[] {
  const value = (part: string) => `${name}/${part}`;
  const node = (opType: string, input: string[], output: string[], attribute: AttributeProto[] = []) =>
    create(NodeProtoSchema, { opType, name: output[0], input, output, attribute });
  const toFloat = create(AttributeProtoSchema, {
    name: 'to',
    type: AttributeProto_AttributeType.INT,
    i: BigInt(TensorProto_DataType.FLOAT),
  });
  return [
    node('DynamicQuantizeLinear', [x], [value('uint8'), value('scale'), value('zero')]),
    node('MatMulInteger', [value('uint8'), `${matrix}/int8`, value('zero')], [value('int32')]),
    node('Cast', [value('int32')], [value('float')], [toFloat]),
    node('Mul', [value('scale'), `${matrix}/scale`], [value('scales')]),
    node('Mul', [value('float'), value('scales')], [result]),
  ];
}
