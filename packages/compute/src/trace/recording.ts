import type { BackendValues, DataType } from '@tensorflow/tfjs';
import { computeErrors } from '../errors.ts';
import { Graph, type ConstantType } from './graph.ts';

export type DataId = object;

/** A tensor that the host has written, or that has been read. */
export interface HostValue {
  readonly values: BackendValues;
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** A graph in the making, and which tensor is which value of it. */
export interface Recording {
  readonly graph: Graph;
  /** A trace that compiles a program: reading is an error, and what the host writes is part of the program. */
  readonly strict: boolean;
  readonly names: WeakMap<DataId, string>;
  /** Values of the graph that are known already: inputs of what is computed from them. */
  readonly leaves: Map<string, HostValue>;
}

export function startRecording(strict: boolean): Recording {
  return { graph: new Graph(), strict, names: new WeakMap(), leaves: new Map() };
}

/** The graph value of a tensor; one of the host (`tf.scalar`, `tf.zeros`) enters the graph at its first use. */
export function nameOf(
  { graph, strict, names, leaves }: Recording,
  dataId: DataId,
  host: HostValue | undefined,
): string {
  const known = names.get(dataId);
  if (known !== undefined) {
    if (!strict && host) leaves.set(known, host);
    return known;
  }
  if (!host) {
    throw computeErrors.TFM_TRACE_FOREIGN({
      message: 'A tensor of another backend or of a finished trace is used in a tensor program.',
      fix: 'Make every tensor of the program inside it, or give it as an input.',
    });
  }
  const name = strict
    ? graph.constant(host.values as ArrayLike<number>, host.shape, host.dtype as ConstantType)
    : `host#${graph.counter++}`;
  if (!strict) leaves.set(name, host);
  names.set(dataId, name);
  return name;
}
