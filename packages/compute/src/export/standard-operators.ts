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
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';
import { computeErrors } from '../errors.ts';
import type { TracedProgram } from '../trace/traced-program.ts';

/**
 * A program without operators of ONNX Runtime's own domain, so that whatever reads ONNX reads it: GELU and products with turned or
 * scaled sides become what they are short for, in the form in which ONNX Runtime puts them together again.
 */
export function standardOperators(program: TracedProgram): TracedProgram {
  const model = fromBinary(ModelProtoSchema, program.onnx);
  const graph = model.graph as GraphProto;
  const ranks = ranksOf(graph);
  const constants = new Map<number, TensorProto>();
  const number = (value: number): string => {
    const name = `standard#${value}`;
    constants.set(
      value,
      create(TensorProtoSchema, { name, dims: [], dataType: TensorProto_DataType.FLOAT, rawData: bytes(value) }),
    );
    return name;
  };
  const node = graph.node.flatMap((each) => {
    if (each.domain === '') return [each];
    const written = spelledOut[each.opType]?.(each, { number, ranks });
    if (!written)
      throw computeErrors.TFM_EXPORT_OPERATOR({
        message: `${each.name} of the program ${program.name} is an operator of ${each.domain}, ${each.opType}, that is not spelled out.`,
        fix: 'Add it to `standard-operators.ts`, or write the op with others.',
      });
    return written;
  });
  const changed = create(GraphProtoSchema, {
    ...graph,
    node,
    initializer: [...graph.initializer, ...constants.values()],
  });
  const opsetImport = model.opsetImport.filter(({ domain }) => domain === '');
  return {
    ...program,
    onnx: toBinary(ModelProtoSchema, { ...model, opsetImport, graph: changed }),
    nodeCount: node.length,
  };
}

interface Tools {
  /** Name of a float32 scalar. */
  number(value: number): string;
  /** How many axes a value has. */
  readonly ranks: ReadonlyMap<string, number>;
}

const spelledOut: Readonly<Record<string, (node: NodeProto, tools: Tools) => NodeProto[]>> = {
  /** x / 2 · (1 + erf(x / √2)). */
  Gelu({ name, input: [x], output: [y] }, { number }) {
    const operator = within(name);
    const part = (step: string) => `${y}/${step}`;
    return [
      operator('Div', [x, number(Math.SQRT2)], part('scaled')),
      operator('Erf', [part('scaled')], part('erf')),
      operator('Add', [part('erf'), number(1)], part('twice-cdf')),
      operator('Mul', [x, part('twice-cdf')], part('twice')),
      operator('Mul', [part('twice'), number(0.5)], y),
    ];
  },
  FusedMatMul({ name, input, output: [y], attribute }, { number, ranks }) {
    const operator = within(name);
    const of = (key: string) => attribute.find((each) => each.name === key);
    const alpha = of('alpha')?.f ?? 1;
    const nodes: NodeProto[] = [];
    const [a, b] = (['transA', 'transB'] as const).map((key, side) => {
      if (!of(key)?.i) return input[side];
      const turned = `${y}/${key}`;
      nodes.push(operator('Transpose', [input[side]], turned, [swapLast(ranks.get(input[side]) ?? 0)]));
      return turned;
    });
    const scaled = alpha === 1 ? y : `${y}/unscaled`;
    nodes.push(operator('MatMul', [a, b], scaled));
    if (alpha !== 1) nodes.push(operator('Mul', [scaled, number(alpha)], y));
    return nodes;
  },
};

/** Names the nodes that stand for one. */
const within =
  (name: string) =>
  (opType: string, input: string[], output: string, attribute: NodeProto['attribute'] = []): NodeProto =>
    create(NodeProtoSchema, { opType, name: `${name}/${output}`, input, output: [output], attribute });

/** The order of axes in which the last two have changed places. */
function swapLast(rank: number) {
  const ints = Array.from({ length: rank }, (_, axis) => BigInt(axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return create(AttributeProtoSchema, { name: 'perm', type: AttributeProto_AttributeType.INTS, ints });
}

function ranksOf({ input, output, valueInfo, initializer }: GraphProto): ReadonlyMap<string, number> {
  const values = [...input, ...output, ...valueInfo].map(
    ({ name, type }) =>
      [name, type?.value.case === 'tensorType' ? (type.value.value.shape?.dim.length ?? 0) : 0] as const,
  );
  return new Map([...values, ...initializer.map(({ name, dims }) => [name, dims.length] as const)]);
}

const bytes = (value: number) => new Uint8Array(Float32Array.of(value).buffer);
