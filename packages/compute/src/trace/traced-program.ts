import type { Value } from './graph.ts';

/** A compiled tensor program: an ONNX model and what goes in and comes out of it. */
export interface TracedProgram extends ProgramShape {
  readonly onnx: Uint8Array;
}

/** What is still known of a program when ONNX Runtime has it: not its bytes, in which its parameters may be. */
export interface ProgramShape {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Nodes of the graph before ONNX Runtime optimises it. */
  readonly nodeCount: number;
}
