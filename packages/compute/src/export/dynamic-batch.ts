import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorProtoSchema,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type TensorShapeProto_Dimension,
  type ValueInfoProto,
} from 'onnx-buf';
import { computeErrors } from '../errors.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { lineThrough, linesOf, SIZES } from './batch-lines.ts';
import { computedSizes } from './computed-sizes.ts';

/**
 * A program whose batch is whatever comes, from traces of three sizes. Where these differ, they differ by numbers (shapes, ends of
 * slices) that grow with the batch as a line does, each of which is then worked out of the batch. Where anything else differs,
 * `TFM_EXPORT_BATCH` names the node. The batch is the first axis of the inputs that have one.
 */
export function dynamicBatch(trace: (batch: number) => TracedProgram): TracedProgram {
  const traced = SIZES.map(trace);
  const [{ name, inputs }] = traced;
  const models = traced.map(({ onnx }) => fromBinary(ModelProtoSchema, onnx));
  const graphs = models.map((model) => model.graph as GraphProto);
  const sized = inputs.find((_, index) => traced.every((each, at) => each.inputs[index].shape[0] === SIZES[at]));
  if (!sized) throw notByLines(name, 'no input has a batch');
  const sizes = computedSizes(sized.name);
  const node = alignNodes(graphs, (nodes, place, tensors) => {
    const lines = tensors && linesOf(tensors);
    if (!lines) throw notByLines(name, `${nodes[0].name} differs`);
    return sizes.name(lines, nodes[0].opType === 'Reshape' && place === 1);
  });
  if (!node) throw notByLines(name, 'the nodes differ');
  const used = new Set(node.flatMap(({ input }) => input));
  const changed = create(GraphProtoSchema, {
    ...graphs[0],
    node: [...sizes.nodes, ...node],
    initializer: [...graphs[0].initializer.filter((tensor) => used.has(tensor.name)), ...sizes.constants],
    ...symbolicValues(graphs),
  });
  return { ...traced[0], onnx: toBinary(ModelProtoSchema, { ...models[0], graph: changed }), nodeCount: node.length };
}

/** What stands for an input of some node that the traces do not agree on; `tensors` are its constants, where it is one in each. */
type Replace = (nodes: readonly NodeProto[], place: number, tensors?: readonly TensorProto[]) => string;

/** Nodes of the first graph, inputs replaced where constants differ; undefined where it is not the same graph otherwise. */
function alignNodes(graphs: readonly GraphProto[], replace: Replace): NodeProto[] | undefined {
  if (graphs.some(({ node }) => node.length !== graphs[0].node.length)) return undefined;
  const constants = graphs.map(({ initializer }) => new Map(initializer.map((tensor) => [tensor.name, tensor])));
  return graphs[0].node.map((own, index) => {
    const nodes = graphs.map(({ node }) => node[index]);
    if (nodes.some((each) => !isSameOperator(each, own))) replace(nodes, -1);
    const input = own.input.map((value, place) => {
      const tensors = nodes.flatMap((each, at) => constants[at].get(each.input[place]) ?? []);
      if (
        tensors.length === 0 ||
        (tensors.length === nodes.length && tensors.every((tensor) => isSame(tensor, tensors[0])))
      )
        return value;
      return replace(nodes, place, tensors.length === nodes.length ? tensors : undefined);
    });
    return { ...own, input };
  });
}

function isSameOperator(a: NodeProto, b: NodeProto): boolean {
  const kind = ({ opType, domain, input, output, attribute }: NodeProto) =>
    JSON.stringify([
      opType,
      domain,
      input.length,
      output.length,
      attribute.map((each) => Buffer.from(toBinary(AttributeProtoSchema, each)).toString('base64')),
    ]);
  return kind(a) === kind(b);
}

const isSame = (a: TensorProto, b: TensorProto): boolean =>
  a === b ||
  Buffer.compare(toBinary(TensorProtoSchema, { ...a, name: '' }), toBinary(TensorProtoSchema, { ...b, name: '' })) ===
    0;

/** Inputs, outputs and values of the first graph: axes that grow with the batch are named after it. */
function symbolicValues(graphs: readonly GraphProto[]): Pick<GraphProto, 'input' | 'output' | 'valueInfo'> {
  const [graph, ...others] = graphs;
  const symbolic = (infos: readonly (ValueInfoProto | undefined)[]): ValueInfoProto => {
    const [own] = infos as ValueInfoProto[];
    const dims = infos.map((info) => dimensionsOf(info).map(({ value }) => Number(value.value)));
    dimensionsOf(own).forEach((dimension, axis) => Object.assign(dimension, grown(dims.map((each) => each[axis]))));
    return own;
  };
  const infos = others.map(({ valueInfo }) => new Map(valueInfo.map((info) => [info.name, info])));
  const places = new Map(
    graph.node.flatMap(({ output }, at) => output.map((value, place) => [value, [at, place]] as const)),
  );
  return {
    input: graph.input.map((own, index) => symbolic([own, ...others.map(({ input }) => input[index])])),
    output: graph.output.map((own, index) => symbolic([own, ...others.map(({ output }) => output[index])])),
    valueInfo: graph.valueInfo.map((own) => {
      const [at, place] = places.get(own.name) ?? [0, 0];
      return symbolic([own, ...others.map(({ node }, other) => infos[other].get(node[at].output[place]))]);
    }),
  };
}

function dimensionsOf(info: ValueInfoProto | undefined): TensorShapeProto_Dimension[] {
  return info?.type?.value.case === 'tensorType' ? (info.type.value.value.shape?.dim ?? []) : [];
}

/** An axis of these lengths: `batch`, a multiple of it, or a number. */
function grown(lengths: readonly number[]): Pick<TensorShapeProto_Dimension, 'value'> {
  if (lengths.every((length) => length === lengths[0]))
    return { value: { case: 'dimValue', value: BigInt(lengths[0]) } };
  const { base, slope } = lineThrough(lengths) ?? { base: NaN, slope: NaN };
  const value = `${slope === 1 ? '' : `${slope}*`}batch${base === 0 ? '' : `+${base}`}`;
  return create(TensorShapeProto_DimensionSchema, { value: { case: 'dimParam', value } });
}

function notByLines(program: string, reason: string) {
  return computeErrors.TFM_EXPORT_BATCH({
    message: `The program ${program} cannot be exported for batches of any size: between batches of ${SIZES.join(', ')}, ${reason}.`,
    fix: 'Write the encoder so that only shapes depend on its batch, and items do not mix.',
  });
}
