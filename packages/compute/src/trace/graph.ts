import type { DataType } from '@tensorflow/tfjs';

/** What a tensor is, but for its values. */
export interface ValueType {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** An ONNX value in a graph under construction. */
export interface Value extends ValueType {
  readonly name: string;
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface Node {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export type ConstantType = 'float32' | 'int32' | 'bool' | 'int64';

export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ConstantType;
  readonly bytes: Uint8Array;
}

/** Operators of ONNX Runtime’s own domain. */
const ownOperators: ReadonlySet<string> = new Set(['FusedMatMul', 'Gelu']);

/** Largest constant that is looked up for sharing; larger ones are nearly always different. */
const SHARED_LENGTH = 64;

/** Collects the nodes of one ONNX graph. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  readonly types = new Map<string, ValueType>();
  private readonly shared = new Map<string, string>();
  /** Makes names unique. */
  counter = 0;
  /** Path of the part of the model that is being traced: `vision/block0`. */
  scope = '';

  /** Appends a node with one output. */
  add(op: string, inputs: readonly string[], output: ValueType, attributes: Record<string, Attribute> = {}): Value {
    return this.addMany(op, inputs, [output], attributes)[0];
  }

  addMany(
    op: string,
    inputs: readonly string[],
    outputs: readonly ValueType[],
    attributes: Record<string, Attribute> = {},
  ): Value[] {
    // '#' keeps names of the graph apart from those of inputs and outputs.
    const name = `${this.scope}${this.scope && '/'}${op}#${this.counter++}`;
    const values = outputs.map(({ shape, dtype }, index) => ({
      name: outputs.length > 1 ? `${name}:${index}` : name,
      shape,
      dtype,
    }));
    const domain = ownOperators.has(op) ? 'com.microsoft' : '';
    this.nodes.push({ op, domain, name, inputs, outputs: values.map((value) => value.name), attributes });
    for (const { name: output, shape, dtype } of values) this.types.set(output, { shape, dtype });
    return values;
  }

  /** A constant; small equal ones are shared, and large uniform ones are expanded from a scalar when the program runs. */
  constant(values: ArrayLike<number>, shape: readonly number[], type: ConstantType): string {
    const length = values.length;
    if (length > SHARED_LENGTH && type === 'float32' && isUniform(values)) {
      return this.add('Expand', [this.constant([values[0]], [], type), this.shape(shape)], { shape, dtype: type }).name;
    }
    const key = length <= SHARED_LENGTH ? `${type}:${shape.join(',')}:${Array.from(values).join(',')}` : undefined;
    const known = key === undefined ? undefined : this.shared.get(key);
    if (known !== undefined) return known;
    const name = `constant#${this.counter++}`;
    this.constants.push({ name, shape, type, bytes: encode(values, type) });
    if (key !== undefined) this.shared.set(key, name);
    return name;
  }

  forgetConstants(): void {
    this.constants.length = 0;
    this.shared.clear();
  }

  /** A 1-D int64 constant: shapes, axes, begins and ends. */
  shape(dimensions: readonly number[]): string {
    return this.constant(dimensions, [dimensions.length], 'int64');
  }
}

/** What the outputs need of a graph, in the order of the trace. */
export interface FinishedGraph {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  readonly types: ReadonlyMap<string, ValueType>;
}

/**
 * Leaves out what no output needs (ONNX Runtime would compute it), and gives results the names of the outputs that they
 * are; only an input, a constant or a result that is two outputs at once needs a node to copy it.
 */
export function finishGraph(
  graph: Graph,
  outputs: ReadonlyArray<readonly [name: string, source: string]>,
): FinishedGraph {
  const needed = new Set(outputs.map(([, source]) => source));
  const live = [...graph.nodes]
    .reverse()
    .filter((node) => {
      if (!node.outputs.some((output) => needed.has(output))) return false;
      for (const input of node.inputs) needed.add(input);
      return true;
    })
    .reverse();
  const produced = new Set(live.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: Node[] = [];
  for (const [name, source] of outputs) {
    if (produced.has(source) && !renamed.has(source)) renamed.set(source, name);
    else
      copies.push({
        op: 'Identity',
        domain: '',
        name: `output/${name}`,
        inputs: [source],
        outputs: [name],
        attributes: {},
      });
  }
  const rename = (value: string) => renamed.get(value) ?? value;
  return {
    nodes: [...live, ...copies].map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    })),
    constants: graph.constants.filter(({ name }) => needed.has(name)),
    types: new Map([...graph.types].filter(([value]) => produced.has(value) && !renamed.has(value))),
  };
}

function isUniform(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function encode(values: ArrayLike<number>, type: ConstantType): Uint8Array {
  const typed =
    type === 'float32'
      ? Float32Array.from(values)
      : type === 'int32'
        ? Int32Array.from(values)
        : type === 'bool'
          ? Uint8Array.from(values, (value) => (value ? 1 : 0))
          : BigInt64Array.from(Array.from(values, (value) => BigInt(value)));
  return new Uint8Array(typed.buffer);
}
