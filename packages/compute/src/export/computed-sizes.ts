import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';
import type { Line } from './batch-lines.ts';

/** What a graph needs to work out sizes from its batch. */
export interface ComputedSizes {
  readonly nodes: readonly NodeProto[];
  readonly constants: readonly TensorProto[];
  /** Name of the vector with these lines. `inferred`: one number may be left to the operator, as `Reshape` allows. */
  name(lines: readonly Line[], inferred: boolean): string;
}

/** The batch is the first axis of `input`. Equal vectors are one. */
export function computedSizes(input: string): ComputedSizes {
  const constants: TensorProto[] = [];
  const nodes: NodeProto[] = [];
  const known = new Map<string, string>();
  const vector = (name: string, values: readonly number[]) => {
    const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    constants.push(
      create(TensorProtoSchema, { name, dims: [BigInt(values.length)], dataType: TensorProto_DataType.INT64, rawData }),
    );
    return name;
  };
  const add = (opType: string, inputs: readonly string[], output: string, attribute: NodeProto['attribute'] = []) => {
    nodes.push(create(NodeProtoSchema, { opType, name: output, input: [...inputs], output: [output], attribute }));
    return output;
  };
  const batch = () => (nodes.length > 0 ? 'batch#size' : add('Shape', [input], 'batch#size', [integer('end', 1)]));
  return {
    nodes,
    constants,
    name(lines, inferred) {
      const moving = lines.filter(({ slope }) => slope !== 0);
      const isInferred =
        inferred && moving.length === 1 && lines.every(({ base, slope }) => (slope === 0) !== (base === 0));
      const key = JSON.stringify([isInferred, lines]);
      const name = known.get(key) ?? (isInferred ? inferredSize(lines) : size(lines));
      known.set(key, name);
      return name;
    },
  };

  function inferredSize(lines: readonly Line[]): string {
    return vector(
      `batch#shape${known.size}`,
      lines.map(({ base, slope }) => (slope === 0 ? base : -1)),
    );
  }

  function size(lines: readonly Line[]): string {
    const name = `batch#sizes${known.size}`;
    const slopes = vector(
      `${name}/slopes`,
      lines.map(({ slope }) => slope),
    );
    const bases = vector(
      `${name}/bases`,
      lines.map(({ base }) => base),
    );
    return add('Add', [add('Mul', [batch(), slopes], `${name}/grown`), bases], name);
  }
}

const integer = (name: string, value: number) =>
  create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
