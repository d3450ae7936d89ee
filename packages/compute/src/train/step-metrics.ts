import { emptyTensor, type EngineTensor, type EngineTensors } from '../engine-tensors.ts';
import type { ProgramShape } from '../trace/traced-program.ts';
import { CACHED, NEXT } from './state-names.ts';

/** Scalars that a step reports: `loss`, `gradientNorm` and what the loss function returns. */
export type StepMetrics = Readonly<Record<string, number>>;

export function isFiniteStep({ loss, gradientNorm }: StepMetrics): boolean {
  return Number.isFinite(loss) && Number.isFinite(gradientNorm);
}

/** Arrays for what a program reports beside what it hands on. */
export function metricArrays({ outputs }: ProgramShape): EngineTensors {
  return Object.fromEntries(
    outputs
      .filter(({ name }) => !name.startsWith(NEXT) && !name.startsWith(CACHED))
      .map((output) => [output.name, emptyTensor(output)]),
  );
}

export function metricsOf(arrays: Readonly<Record<string, EngineTensor>>, round = 0): StepMetrics {
  return Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, Number(data[round])]));
}
