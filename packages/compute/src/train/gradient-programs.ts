import * as tf from '@tensorflow/tfjs';
import type { InputSpecs, Tensors } from '@totalfm/core';
import type { ModelOptions } from '../trace/onnx-file.ts';
import { traceProgram } from '../trace/trace-program.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { compareGradients, partGradients, representPart, type ComparedStep } from './cached-gradients.ts';
import type { ComparisonPrograms } from './compared-batch.ts';
import { CACHED, GRADIENT, NEXT, PARAMETER, REPRESENTATION } from './state-names.ts';
import { prefixed, unprefixed } from './initial-values.ts';
import { normOf, stateInputs, stepGradients, trained, type StepDefinition } from './training-program.ts';

/** What an engine runs hands everything on in arrays that it is given. */
export const inPlace: ModelOptions = { endsAnswer: true };

/** The gradients of one micro-batch; of several they are added to those before, each weighted by 1 / microBatches. */
export function traceGradients(definition: StepDefinition, microBatches: number): TracedProgram {
  const specs = {
    ...definition.inputs,
    ...stateInputs(definition.parameters, [PARAMETER]),
    ...(microBatches > 1 ? stateInputs(trained(definition), [GRADIENT]) : {}),
  };
  return traceProgram(
    `${definition.name}-gradients`,
    specs,
    (inputs) => {
      const { outputs, gradients } = stepGradients(definition, inputs);
      const sums = Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => [
          name,
          microBatches > 1 ? tf.add(inputs[GRADIENT + name], tf.mul(gradient, 1 / microBatches)) : gradient,
        ]),
      );
      return { ...outputs, ...handedOn(sums) };
    },
    inPlace,
  );
}

/** The gradients of a batch whose items are compared, by cached gradients of so many parts. */
export function traceComparedGradients(
  definition: ComparedStep,
  parts: number,
): { readonly comparison: ComparisonPrograms; readonly gradients: TracedProgram } {
  const { name, comparison, parameters } = definition;
  const items: InputSpecs = {
    ...Object.fromEntries(
      Object.entries(comparison.items).map(
        ([
          input,
          {
            shape: [count, ...shape],
            dtype,
          },
        ]) => [input, { shape: [count / parts, ...shape], dtype }],
      ),
    ),
    ...stateInputs(parameters, [PARAMETER]),
  };
  const represent = traceProgram(
    `${name}-represent`,
    items,
    (inputs) => prefixed(REPRESENTATION, representPart(definition, inputs)),
    inPlace,
  );
  /** What goes with representations, of as many parts. */
  const besides = (prefix: string, count: number): InputSpecs =>
    Object.fromEntries(
      represent.outputs.map(({ name: output, shape: [rows, ...shape] }) => [
        prefix + output.slice(REPRESENTATION.length),
        { shape: [rows * count, ...shape], dtype: 'float32' },
      ]),
    );
  const compare = traceProgram(
    `${name}-compare`,
    { ...comparison.inputs, ...besides(REPRESENTATION, parts), ...stateInputs(parameters, [PARAMETER]) },
    (inputs) => {
      const found = compareGradients(definition, inputs, unprefixed(REPRESENTATION, inputs));
      return { ...found.outputs, ...prefixed(CACHED, found.cached), ...prefixed(NEXT + GRADIENT, found.gradients) };
    },
    inPlace,
  );
  const compared = new Set(Object.keys(unprefixed(NEXT + GRADIENT, byName(compare.outputs))));
  const gradients = traceProgram(
    `${name}-gradients`,
    { ...items, ...besides(CACHED, 1), ...stateInputs(trained(definition), [GRADIENT]) },
    (inputs) => {
      const terms = partGradients(definition, inputs, unprefixed(CACHED, inputs), compared);
      const sums = Object.entries(unprefixed(GRADIENT, inputs)).map(([parameter, sum]) => [
        parameter,
        parameter in terms ? tf.add(sum, terms[parameter]) : sum,
      ]);
      return handedOn(Object.fromEntries(sums) as Tensors);
    },
    inPlace,
  );
  return { comparison: { parts, represent, compare }, gradients };
}

/** Sums of gradients by parameter, and their norm. */
const handedOn = (sums: Tensors): Tensors => ({ gradientNorm: normOf(sums), ...prefixed(NEXT + GRADIENT, sums) });

const byName = <T extends { readonly name: string }>(values: readonly T[]) =>
  Object.fromEntries(values.map((value) => [value.name, value]));
