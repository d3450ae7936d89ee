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
import { valueOf, type ParameterSource } from '../checkpoint/filed-tensors.ts';
import type { TracedProgram } from '../trace/traced-program.ts';

export interface QuantizeOptions {
  /** Which products are quantised, by the name of their node (its scope comes first: `block0/MatMul#12`); default: all. */
  readonly quantizes?: (node: string) => boolean;
  /** Values of inputs that are parameters: products with them are quantised too, and those that only products read go. */
  readonly parameters?: ParameterSource;
}

/** A matrix of the program, row-major. */
interface Matrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** One matrix is in memory at a time. */
  values(): Promise<Float32Array>;
}

/**
 * Dynamic int8 quantisation of a forward pass: every product with a constant matrix [in, out], or with a turned one [out, in],
 * becomes one of integers. The matrix is rounded to int8 with a scale for each output (symmetric), the other side to uint8 with
 * a scale that is worked out as it comes (`DynamicQuantizeLinear`). Everything else stays float32.
 */
export async function quantizeInt8(
  program: TracedProgram,
  { quantizes = () => true, parameters = {} }: QuantizeOptions = {},
): Promise<TracedProgram> {
  const model = fromBinary(ModelProtoSchema, program.onnx);
  const graph = model.graph as GraphProto;
  const matrices = matricesOf(program, graph, parameters);
  const integers: TensorProto[] = [];
  const done = new Set<string>();
  const node: NodeProto[] = [];
  for (const each of graph.node) {
    const matrix = quantizes(each.name) ? matrices.get(each.input[1]) : undefined;
    const turned = isTurnedProduct(each);
    if (!matrix || !(each.opType === 'MatMul' || turned)) {
      node.push(each);
      continue;
    }
    const name = turned ? `${matrix.name}/turned` : matrix.name;
    if (!done.has(name)) integers.push(...(await quantized(turned ? turn(matrix, name) : matrix)));
    done.add(name);
    node.push(...integerProduct(each, name));
  }
  const used = new Set(node.flatMap(({ input }) => input));
  const initializer = [...graph.initializer.filter(({ name }) => used.has(name)), ...integers];
  const isNeeded = ({ name }: { readonly name: string }) => !(name in parameters) || used.has(name);
  const changed = create(GraphProtoSchema, { ...graph, node, initializer, input: graph.input.filter(isNeeded) });
  return {
    ...program,
    onnx: toBinary(ModelProtoSchema, { ...model, graph: changed }),
    inputs: program.inputs.filter(isNeeded),
    nodeCount: node.length,
  };
}

function matricesOf(program: TracedProgram, graph: GraphProto, parameters: ParameterSource): Map<string, Matrix> {
  const constants = graph.initializer
    .filter(({ dims, dataType }) => dims.length === 2 && dataType === TensorProto_DataType.FLOAT)
    .map(({ name, dims, rawData }): Matrix => {
      const [rows, columns] = dims.map(Number);
      return { name, rows, columns, values: async () => new Float32Array(rawData.slice().buffer) };
    });
  const given = program.inputs
    .filter(({ name, shape }) => name in parameters && shape.length === 2)
    .map(
      ({ name, shape: [rows, columns] }): Matrix => ({
        name,
        rows,
        columns,
        values: () => valueOf(parameters[name]),
      }),
    );
  return new Map([...constants, ...given].map((matrix) => [matrix.name, matrix]));
}

/** x · Wᵀ and nothing more. */
function isTurnedProduct({ opType, input, attribute }: NodeProto): boolean {
  const number = (name: string) => Number(attribute.find((each) => each.name === name)?.i ?? 0);
  return opType === 'Gemm' && input.length === 2 && number('transB') === 1 && number('transA') === 0;
}

function turn({ rows, columns, values }: Matrix, name: string): Matrix {
  return {
    name,
    rows: columns,
    columns: rows,
    async values() {
      const from = await values();
      const turned = new Float32Array(from.length);
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) turned[column * rows + row] = from[row * columns + column];
      return turned;
    },
  };
}

/** [in, out] → int8 with the largest of each column at ±127, and the columns' scales. */
async function quantized({ name, rows, columns, ...matrix }: Matrix): Promise<TensorProto[]> {
  const values = await matrix.values();
  const scales = new Float32Array(columns);
  for (let index = 0; index < values.length; index++)
    scales[index % columns] = Math.max(scales[index % columns], Math.abs(values[index]) / 127);
  const rounded = new Int8Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const scale = scales[index % columns];
    rounded[index] = scale === 0 ? 0 : Math.round(values[index] / scale);
  }
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
