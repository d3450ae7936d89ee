import * as tf from '@tensorflow/tfjs';
import type { Feeds } from '@totalfm/core';
import { toEagerTensors, withEagerBackend, type EagerBackend } from '../eager-backend.ts';
import { NEXT } from './state-names.ts';
import { isFiniteStep, type StepEngine, type StepFeeds, type StepMetrics } from './step-engine.ts';
import { normOf, stepGradients, stepUpdate, type StepDefinition } from './training-program.ts';
import type { TrainingState } from './training-state.ts';

/** The same step without compiling it: tfjs runs every operation at once, on a backend of its own. */
export async function createEagerEngine(
  definition: StepDefinition,
  start: TrainingState,
  backend: EagerBackend,
): Promise<StepEngine> {
  const shapes = Object.fromEntries(Object.entries(start).map(([name, { shape }]) => [name, { shape }]));
  let state = await withEagerBackend(backend, () =>
    toEagerTensors(shapes, Object.fromEntries(Object.entries(start).map(([name, { data }]) => [name, data]))),
  );
  const dispose = (tensors: Readonly<Record<string, tf.Tensor>>) =>
    Object.values(tensors).forEach((tensor) => tensor.dispose());
  return {
    async run(steps) {
      const all: StepMetrics[] = [];
      for (const step of steps) {
        const results = await withEagerBackend(backend, () => tf.tidy(() => oneStep(definition, state, step)));
        const next: Record<string, tf.Tensor> = {};
        const metrics: Record<string, number> = {};
        for (const [name, tensor] of Object.entries(results)) {
          if (name.startsWith(NEXT)) next[name.slice(NEXT.length)] = tensor;
          else {
            metrics[name] = (await tensor.data())[0];
            tensor.dispose();
          }
        }
        all.push(metrics);
        if (!isFiniteStep(metrics)) {
          dispose(next);
          return { metrics: all };
        }
        dispose(Object.fromEntries(Object.keys(next).map((name) => [name, state[name]])));
        state = { ...state, ...next };
      }
      return { metrics: all };
    },
    async state() {
      const values = await Promise.all(
        Object.entries(state).map(
          async ([name, tensor]) =>
            [name, { shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() }] as const,
        ),
      );
      return Object.fromEntries(values);
    },
    async dispose() {
      dispose(state);
    },
  };
}

function oneStep(
  definition: StepDefinition,
  state: Readonly<Record<string, tf.Tensor>>,
  { batches, scalars }: StepFeeds,
): Record<string, tf.Tensor> {
  const share = 1 / batches.length;
  let sums: Record<string, tf.Tensor> = {};
  const metrics: Record<string, tf.Tensor> = {};
  for (const batch of batches) {
    const { outputs, gradients } = stepGradients(definition, {
      ...state,
      ...toEagerTensors(definition.inputs, batch as Feeds),
    });
    const add = (known: tf.Tensor | undefined, term: tf.Tensor) =>
      batches.length === 1 ? term : tf.add(known ?? 0, tf.mul(term, share));
    for (const [name, value] of Object.entries(outputs)) metrics[name] = add(metrics[name], value);
    sums = Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, add(sums[name], gradient)]));
  }
  const inputs = {
    ...state,
    ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, tf.scalar(value)])),
  };
  const gradientNorm = normOf(sums);
  return { ...metrics, gradientNorm, ...stepUpdate(definition, inputs, sums, gradientNorm) };
}
