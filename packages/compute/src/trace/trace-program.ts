import * as tf from '@tensorflow/tfjs';
import { isTotalFmError, type InputSpecs, type Tensors } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { blame } from './blame.ts';
import { finishGraph, type Value } from './graph.ts';
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
    return backend.record((graph) => {
      const inputValues: Value[] = Object.entries(inputs).map(([input, { shape, dtype }]) => ({
        name: input,
        shape,
        dtype,
      }));
      let program: TracedProgram | undefined;
      tf.tidy(() => {
        const symbols = Object.fromEntries(inputValues.map((value) => [value.name, symbol(value)]));
        const results = build(symbols);
        const outputValues = Object.entries(results).map(
          ([output, { shape, dtype }]): Value => ({ name: output, shape, dtype }),
        );
        const clash = outputValues.find((output) => output.name in inputs);
        if (clash)
          throw computeErrors.TFM_TRACE_NAME({
            option: clash.name,
            message: `The program ${name} has an input and an output named ${clash.name}.`,
            fix: 'Give the output another name.',
          });
        const finished = finishGraph(
          graph,
          Object.entries(results).map(([output, tensor]) => [output, backend.nameOf(tensor)]),
        );
        program = {
          name,
          onnx: encodeModel(finished, name, inputValues, outputValues, options),
          inputs: inputValues,
          outputs: outputValues,
          nodeCount: finished.nodes.length,
        };
      });
      return program as unknown as TracedProgram;
    });
  } catch (error) {
    if (isTotalFmError(error)) throw error;
    const kernel = /Kernel '([^']+)' not registered for backend/.exec(error instanceof Error ? error.message : '');
    if (!kernel) {
      const { op, ...place } = blame(error);
      throw computeErrors.TFM_TRACE_OP({
        ...place,
        message: `The program ${name} cannot be traced${op ? `: ${op} failed` : ''}: ${error instanceof Error ? error.message : String(error)}`,
        fix: 'Correct the shapes or types at this line.',
        cause: error,
      });
    }
    throw computeErrors.TFM_TRACE_KERNEL({
      message: `The program ${name} uses the tfjs kernel ${kernel[1]}, which cannot be traced.`,
      fix: 'Write the same with other tfjs ops, or run the program eagerly.',
      cause: error,
    });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (before) tf.setBackend(before);
  }
}

function symbol(value: Value): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(onnxBackend().adopt(onnxBackend().info(value)));
}
