import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';
import type { Constant, Node, Value } from './graph.ts';
import type { EngineTensor } from '../engine-tensors.ts';
import { createSession, type Session } from '../session.ts';
import { encodeModel } from './onnx-file.ts';
import type { HostValue, Recording } from './recording.ts';

/** Programs that are kept compiled. */
const KEPT = 256;

const compiled = new Map<string, Promise<Session>>();

/**
 * Computes a value of a graph. What is on its way is kept where a value of `pending` is it or is made from it: nothing is
 * computed twice. Programs of the same structure are compiled once.
 */
export async function evaluate(
  recording: Recording,
  wanted: string,
  pending: ReadonlySet<string>,
): Promise<ReadonlyMap<string, HostValue>> {
  const known = recording.leaves.get(wanted);
  if (known) return new Map([[wanted, known]]);
  const part = partOf(recording, [wanted]);
  const now = new Set(part.nodes);
  const later = partOf(recording, [...pending]).nodes.filter((node) => !now.has(node));
  const kept = new Set([wanted, ...pending, ...later.flatMap(({ inputs }) => inputs)]);
  const results = part.nodes.flatMap(({ outputs }) => outputs).filter((output) => kept.has(output));
  const program = canonical(recording, part, results);
  const feeds = Object.fromEntries(
    part.leaves.map((leaf, index) => [`in${index}`, tensorOf(recording.leaves.get(leaf) as HostValue)]),
  );
  const answer = await (await compile(program)).run(feeds);
  return new Map(
    results.map((result, index) => {
      const { name, shape, dtype } = program.outputs[index];
      const host: HostValue = { values: answer[name].data as HostValue['values'], shape, dtype };
      recording.leaves.set(result, host);
      return [result, host];
    }),
  );
}

/** Drops what no pending value needs. */
export function forget(recording: Recording, pending: ReadonlySet<string>): void {
  const part = partOf(recording, [...pending]);
  const { graph, leaves } = recording;
  const keep = new Set<Node>(part.nodes);
  const live = graph.nodes.filter((node) => keep.has(node));
  graph.nodes.length = 0;
  graph.nodes.push(...live);
  const needed = new Set([...part.leaves, ...pending]);
  for (const name of leaves.keys()) if (!needed.has(name)) leaves.delete(name);
  const produced = new Set(live.flatMap(({ outputs }) => outputs));
  for (const name of graph.types.keys()) if (!produced.has(name)) graph.types.delete(name);
  if (live.length === 0) graph.forgetConstants();
}

interface Part {
  /** In the order of the graph, which is one in which they can run. */
  readonly nodes: readonly Node[];
  readonly leaves: readonly string[];
  readonly constants: readonly Constant[];
}

/** What some values need, down to values that are known. */
function partOf({ graph, leaves }: Recording, wanted: readonly string[]): Part {
  const needed = new Set(wanted);
  const nodes: Node[] = [];
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    const node = graph.nodes[index];
    if (!node.outputs.some((output) => needed.has(output) && !leaves.has(output))) continue;
    nodes.push(node);
    for (const input of node.inputs) needed.add(input);
  }
  nodes.reverse();
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return {
    nodes,
    leaves: [...used].filter((name) => leaves.has(name)),
    constants: graph.constants.filter(({ name }) => used.has(name)),
  };
}

interface Program {
  readonly key: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodeCount: number;
  encode(): Uint8Array;
}

/** The part under names that only its structure decides. */
function canonical(recording: Recording, { nodes, leaves, constants }: Part, results: readonly string[]): Program {
  const names = new Map<string, string>();
  leaves.forEach((name, index) => names.set(name, `in${index}`));
  constants.forEach(({ name }, index) => names.set(name, `constant${index}`));
  const known = new Set(leaves);
  let count = 0;
  const nodeOf = (node: Node): Node => {
    const inputs = node.inputs.map((name) => (name === '' ? '' : (names.get(name) as string)));
    const outputs = node.outputs.map((name) => {
      if (!names.has(name) || known.has(name)) names.set(name, `value${count++}`);
      return names.get(name) as string;
    });
    return { ...node, name: outputs[0], inputs, outputs };
  };
  const renamed = nodes.map(nodeOf);
  const inputs = leaves.map((name, index): Value => {
    const { shape, dtype } = recording.leaves.get(name) as HostValue;
    return { name: `in${index}`, shape, dtype };
  });
  const outputs = results.map((name) => ({ name: names.get(name) as string, ...typeOf(recording, name) }));
  const named = constants.map((constant, index) => ({ ...constant, name: `constant${index}` }));
  const key = JSON.stringify([
    renamed,
    inputs,
    outputs,
    named.map(({ name, shape, type, bytes }) => [name, shape, type, createHash('sha1').update(bytes).digest('base64')]),
  ]);
  return {
    key,
    inputs,
    outputs,
    nodeCount: renamed.length,
    encode: () =>
      encodeModel({ nodes: renamed, constants: named, types: new Map() }, { name: 'eager', inputs, outputs }),
  };
}

async function compile({ key, encode, ...program }: Program): Promise<Session> {
  let entry = compiled.get(key);
  if (!entry) {
    // 0 threads: as many as ONNX Runtime finds right.
    entry = createSession({ name: 'eager', onnx: encode(), ...program }, { threads: 0 });
    entry.catch(() => compiled.delete(key));
  }
  compiled.delete(key);
  compiled.set(key, entry);
  if (compiled.size > KEPT) {
    const [oldest, session] = compiled.entries().next().value as [string, Promise<Session>];
    compiled.delete(oldest);
    void session.then((old) => old.dispose()).catch(() => undefined);
  }
  return entry;
}

function typeOf({ graph }: Recording, name: string) {
  return graph.types.get(name) as { shape: readonly number[]; dtype: HostValue['dtype'] };
}

function tensorOf({ values, shape, dtype }: HostValue): EngineTensor {
  // Types that tfjs does not have, between two nodes of a kernel.
  if (values instanceof BigInt64Array) return new ort.Tensor('int64', values, shape);
  if (values instanceof Float64Array) return new ort.Tensor('float64', values, shape);
  if (dtype === 'bool')
    return new ort.Tensor(
      'bool',
      values instanceof Uint8Array ? values : Uint8Array.from(values as ArrayLike<number>),
      shape,
    );
  if (dtype === 'int32')
    return new ort.Tensor(
      'int32',
      values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>),
      shape,
    );
  return new ort.Tensor(
    'float32',
    values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>),
    shape,
  );
}
