import * as tf from '@tensorflow/tfjs';
import type { Feeds } from '@totalfm/core';
import { toEagerTensors, withEagerBackend, type EagerBackend } from '../eager-backend.ts';
import { NEXT } from './state-names.ts';
import { compareGradients, isCompared, partGradients, representPart, type ComparedStep } from './cached-gradients.ts';
import type { StepEngine, StepFeeds } from './step-engine.ts';
import { isFiniteStep, type StepMetrics } from './step-metrics.ts';
import { normOf, stepGradients, stepUpdate, type StepDefinition } from './training-program.ts';
import type { TrainingState } from './training-state.ts';

/** The same step without compiling it: tfjs runs every operation at once, on a backend of its own. */
export async function createEagerEngine(
  definition: StepDefinition,
  start: TrainingState,
  { backend, parts }: { readonly backend: EagerBackend; readonly parts: number },
): Promise<StepEngine> {
  const gradientsOf = (tensors: State, batches: readonly Feeds[]) =>
    parts > 1 && isCompared(definition)
      ? comparedGradients({ definition, parts, state: tensors }, batches[0])
      : addedGradients(definition, tensors, batches);
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
        const results = await withEagerBackend(backend, () =>
          tf.tidy(() => oneStep(definition, state, step, gradientsOf)),
        );
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
    state: () => copyOf(state),
    async replace(values) {
      const given = Object.keys(values);
      const next = await withEagerBackend(backend, () =>
        toEagerTensors(Object.fromEntries(given.map((name) => [name, shapes[name]])), values),
      );
      dispose(Object.fromEntries(given.map((name) => [name, state[name]])));
      state = { ...state, ...next };
    },
    async dispose() {
      dispose(state);
    },
  };
}

type State = Readonly<Record<string, tf.Tensor>>;

async function copyOf(state: State): Promise<TrainingState> {
  const values = Object.entries(state).map(
    async ([name, tensor]) => [name, { shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() }] as const,
  );
  return Object.fromEntries(await Promise.all(values));
}

interface Gradients {
  readonly metrics: Record<string, tf.Tensor>;
  /** By parameter. */
  readonly sums: Record<string, tf.Tensor>;
}

function oneStep(
  definition: StepDefinition,
  state: State,
  { batches, scalars }: StepFeeds,
  gradientsOf: (state: State, batches: readonly Feeds[]) => Gradients,
): Record<string, tf.Tensor> {
  const { metrics, sums } = gradientsOf(state, batches);
  const inputs = {
    ...state,
    ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, tf.scalar(value)])),
  };
  const gradientNorm = normOf(sums);
  return { ...metrics, gradientNorm, ...stepUpdate(definition, inputs, sums, gradientNorm) };
}

function addedGradients(definition: StepDefinition, state: State, batches: readonly Feeds[]): Gradients {
  const share = 1 / batches.length;
  let sums: Record<string, tf.Tensor> = {};
  const metrics: Record<string, tf.Tensor> = {};
  for (const batch of batches) {
    const { outputs, gradients } = stepGradients(definition, {
      ...state,
      ...toEagerTensors(definition.inputs, batch),
    });
    const add = (known: tf.Tensor | undefined, term: tf.Tensor) =>
      batches.length === 1 ? term : tf.add(known ?? 0, tf.mul(term, share));
    for (const [name, value] of Object.entries(outputs)) metrics[name] = add(metrics[name], value);
    sums = Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, add(sums[name], gradient)]));
  }
  return { metrics, sums };
}

/** What the programs of `compared-batch.ts` do: nothing but representations outlives a part. */
function comparedGradients(
  { definition, parts, state }: { readonly definition: ComparedStep; readonly parts: number; readonly state: State },
  batch: Feeds,
): Gradients {
  const { items, inputs } = definition.comparison;
  const whole = toEagerTensors(items, batch);
  const each = Array.from({ length: parts }, (_, part) => part);
  const inPart = (part: number) => ({ ...state, ...rowsOf(whole, part, parts) });
  const represented = each.map((part) => tf.tidy(() => representPart(definition, inPart(part))));
  const representations = Object.fromEntries(
    Object.keys(represented[0]).map((name) => [name, tf.concat(represented.map((one) => one[name]))]),
  );
  const { outputs, gradients, cached } = compareGradients(
    definition,
    { ...state, ...toEagerTensors(inputs, batch) },
    representations,
  );
  const compared = new Set(Object.keys(gradients));
  let sums = gradients;
  for (const part of each) {
    const before = sums;
    const added = tf.tidy(() =>
      Object.entries(partGradients(definition, inPart(part), rowsOf(cached, part, parts), compared)).map(
        ([name, term]) => [name, tf.add(before[name] ?? 0, term)] as const,
      ),
    );
    sums = { ...before, ...Object.fromEntries(added) };
  }
  return { metrics: outputs, sums };
}

/** One of so many equal parts of tensors along their first axes. */
const rowsOf = (tensors: State, part: number, parts: number): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const rows = tensor.shape[0] / parts;
      return [name, tf.slice(tensor, [part * rows], [rows])];
    }),
  );
