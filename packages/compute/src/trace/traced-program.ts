import type { Value } from './graph.ts';

/** A compiled tensor program: an ONNX model and what goes in and comes out of it. */
export interface TracedProgram {
  readonly name: string;
  readonly onnx: Uint8Array;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Nodes of the graph before ONNX Runtime optimises it. */
  readonly nodeCount: number;
}
