import * as tf from '@tensorflow/tfjs';
import { isTotalFmError, type InputSpecs, type Tensors } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { blame } from './blame.ts';
import { finishGraph, type Graph, type Value } from './graph.ts';
import { registerTracedKernels } from './kernels/index.ts';
import { encodeModel, type ModelOptions } from './onnx-file.ts';
import { ONNX, onnxBackend } from './onnx-backend.ts';
import type { TracedProgram } from './traced-program.ts';

/**
 * Runs `build` once on symbolic tensors and keeps what it did as an ONNX model. Inputs and outputs go by their names; an
 * input that the program does not use stays an input. Reading a value inside is an error.
 */
export function traceProgram(
  name: string,
  inputs: InputSpecs,
  build: (inputs: Tensors) => Tensors,
  options: ModelOptions = {},
): TracedProgram {
  registerTracedKernels();
  const backend = onnxBackend();
  const before = tf.getBackend();
  tf.setBackend(ONNX);
  // Between the line at fault and the error lie many of tfjs's own.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 60;
  try {
    return backend.record((graph) => traceInto(graph, { name, inputs, build, options }));
  } catch (error) {
    throw isTotalFmError(error) ? error : traceError(name, error);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (before) tf.setBackend(before);
  }
}

interface Source {
  readonly name: string;
  readonly inputs: InputSpecs;
  readonly build: (inputs: Tensors) => Tensors;
  readonly options: ModelOptions;
}

function traceInto(graph: Graph, { name, inputs: specs, build, options }: Source): TracedProgram {
  const inputs = Object.entries(specs).map(([input, { shape, dtype }]): Value => ({ name: input, shape, dtype }));
  let program: TracedProgram | undefined;
  tf.tidy(() => {
    const results = build(Object.fromEntries(inputs.map((value) => [value.name, symbol(value)])));
    const outputs = Object.entries(results).map(
      ([output, { shape, dtype }]): Value => ({ name: output, shape, dtype }),
    );
    const clash = outputs.find((output) => output.name in specs);
    if (clash)
      throw computeErrors.TFM_TRACE_NAME({
        option: clash.name,
        message: `The program ${name} has an input and an output named ${clash.name}.`,
        fix: 'Give the output another name.',
      });
    const named = Object.entries(results).map(([output, tensor]) => [output, onnxBackend().nameOf(tensor)] as const);
    const finished = finishGraph(graph, named);
    const onnx = encodeModel(finished, { name, inputs, outputs }, options);
    program = { name, onnx, inputs, outputs, nodeCount: finished.nodes.length };
  });
  return program as unknown as TracedProgram;
}

/** What an error of tfjs within a program means. */
function traceError(name: string, error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  const kernel = /Kernel '([^']+)' not registered for backend/.exec(message);
  if (kernel)
    return computeErrors.TFM_TRACE_KERNEL({
      message: `The program ${name} uses the tfjs kernel ${kernel[1]}, which cannot be traced.`,
      fix: 'Write the same with other tfjs ops, or run the program eagerly.',
      cause: error,
    });
  const { op, ...place } = blame(error);
  return computeErrors.TFM_TRACE_OP({
    ...place,
    message: `The program ${name} cannot be traced${op ? `: ${op} failed` : ''}: ${message}`,
    fix: 'Correct the shapes or types at this line.',
    cause: error,
  });
}

function symbol(value: Value): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(onnxBackend().adopt(onnxBackend().info(value)));
}
