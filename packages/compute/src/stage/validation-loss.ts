import type { Feeds, ParameterValues } from '@totalfm/core';
import { createInference, traceInference } from '../inference-program.ts';
import type { StepDefinition } from '../train/training-program.ts';
import type { SessionOptions } from '../session.ts';

/** The loss of a training on batches that it does not learn from. */
export interface ValidationLoss {
  /** Mean loss of all batches with these parameters. */
  of(values: ParameterValues): Promise<number>;
  dispose(): Promise<void>;
}

/** Compiles the forward pass of a step; each batch holds what {@link StepDefinition.inputs} says. */
export async function createValidationLoss(
  { name, parameters, inputs, loss }: StepDefinition,
  batches: readonly Feeds[],
  options: SessionOptions,
): Promise<ValidationLoss> {
  const run = (values: Parameters<typeof loss>[0], given: Parameters<typeof loss>[1]) => ({
    loss: loss(values, given).loss,
  });
  const inference = await createInference(traceInference({ name: `${name}-loss`, parameters, inputs, run }), options);
  return {
    async of(values) {
      let sum = 0;
      for (const batch of batches) sum += (await inference.run({ ...values, ...batch })).loss[0];
      return sum / batches.length;
    },
    dispose: () => inference.dispose(),
  };
}
