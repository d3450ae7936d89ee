import type { DeviceName, Feeds, ParameterValues } from '@totalfm/core';
import { product } from '../product.ts';
import { scalarTensor, toTensors, type EngineTensors, usedBy } from '../engine-tensors.ts';
import { createSession, type SessionOptions } from '../session.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { createComparer, type ComparedBatch, type ComparisonPrograms } from './compared-batch.ts';
import { findNonFinite, type NonFinite } from './find-non-finite.ts';
import type { Slab } from './slabs.ts';
import { createStateBuffers, splitName, writtenTo, type StateBuffers } from './state-buffers.ts';
import { GRADIENT } from './state-names.ts';
import { isFiniteStep, metricArrays, metricsOf, type StepMetrics } from './step-metrics.ts';
import type { TrainingState } from './training-state.ts';

/** A program that updates some parameters. */
export interface UpdateProgram extends TracedProgram {
  /** The parameters, or slabs of them, of each run, in the place of those of the first, whose names its inputs and outputs have. */
  readonly runs: readonly (readonly string[])[];
}

/** Several steps as one program, or the gradients of a micro-batch and what updates the parameters from their sum. */
export type StepPrograms = { readonly loop: TracedProgram } | OneStepPrograms;

interface OneStepPrograms {
  readonly gradients: TracedProgram;
  /** Where a loss compares the items of the batch, and micro-batches are parts of it. */
  readonly comparison?: ComparisonPrograms;
  readonly updates: readonly UpdateProgram[];
  readonly slabs: readonly Slab[];
}

/** What an engine starts from. Plain data: it can be sent to another thread. */
export interface EngineSetup {
  readonly programs: StepPrograms;
  /** Its arrays are the engine's from then on. */
  readonly state: TrainingState;
  readonly threads?: number;
  readonly device?: DeviceName;
  /** Folder of what ONNX Runtime made of programs before. */
  readonly cache?: string;
  readonly flushSubnormals?: boolean;
}

/** What one step takes: its micro-batches, and the scalars of its number. */
export interface StepFeeds {
  readonly batches: readonly Feeds[];
  readonly scalars: Readonly<Record<string, number>>;
}

export interface StepReport {
  readonly metrics: readonly StepMetrics[];
  /** Where the first value came from that is not finite, where a step was not. */
  readonly culprit?: NonFinite;
}

/** Owns parameters and optimiser state, and moves them forward. One call at a time. */
export interface StepEngine {
  /**
   * One step from the micro-batches of one update, or as many as a loop has rounds. The state moves on only where every loss
   * and gradient norm is finite. Takes the batches: their arrays are gone afterwards.
   */
  run(steps: readonly StepFeeds[]): Promise<StepReport>;
  /** A copy of the state. */
  state(): Promise<TrainingState>;
  /** Puts values in the place of parts of the state, by their names in it; the rest stays. */
  replace(values: ParameterValues): Promise<void>;
  dispose(): Promise<void>;
}

/** An engine in this thread. ONNX Runtime's `run` keeps the thread that calls it until it is done. */
export async function createStepEngine(
  { programs, state: start, threads, device, cache, flushSubnormals }: EngineSetup,
  onFallback?: (message: string) => void,
): Promise<StepEngine> {
  let told = false;
  const options: SessionOptions = {
    threads,
    device,
    cache,
    flushSubnormals,
    // Where one program cannot run, none of them can.
    onFallback(message) {
      if (!told) onFallback?.(message);
      told = true;
    },
  };
  const state = createStateBuffers(start, 'slabs' in programs ? programs.slabs : []);
  const runner =
    'loop' in programs ? await loopedSteps(programs.loop, state, options) : await oneStep(programs, state, options);
  return { ...runner, state: async () => state.read(), replace: async (values) => state.write(values) };
}

type Runner = Pick<StepEngine, 'run' | 'dispose'>;

const scalarTensors = (scalars: StepFeeds['scalars']): EngineTensors =>
  Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, scalarTensor(value)]));

async function loopedSteps(program: TracedProgram, state: StateBuffers, options: SessionOptions): Promise<Runner> {
  const session = await createSession(program, options);
  const reported = metricArrays(program);
  return {
    async run(steps) {
      const stacked = stack(
        steps.map(({ batches: [batch], scalars }) => ({
          ...batch,
          ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)])),
        })),
      );
      await session.runInto(
        { ...state.current, ...toTensors(program, stacked) },
        { ...reported, ...state.outputs(program) },
      );
      const metrics = steps.map((_, round) => metricsOf(reported, round));
      if (metrics.every(isFiniteStep)) state.swap(program);
      return { metrics };
    },
    dispose: () => session.dispose(),
  };
}

/** Feeds of several rounds behind one another. */
function stack(rounds: readonly Feeds[]): Feeds {
  return Object.fromEntries(
    Object.entries(rounds[0]).map(([name, first]) => {
      const all =
        first instanceof Int32Array
          ? new Int32Array(first.length * rounds.length)
          : new Float32Array(first.length * rounds.length);
      rounds.forEach((feeds, round) => all.set(feeds[name], round * first.length));
      return [name, all];
    }),
  );
}

async function oneStep(
  { gradients, comparison, updates, slabs }: OneStepPrograms,
  state: StateBuffers,
  options: SessionOptions,
): Promise<Runner> {
  const session = await createSession(gradients, options);
  const updateSessions = await Promise.all(updates.map((update) => createSession(update, options)));
  const reported = metricArrays(gradients);
  const sums = createStateBuffers(zerosOf(gradients), slabs);
  // Sums are added to where they lie. One batch has none before it.
  const isSum = gradients.inputs.some(({ name }) => name.startsWith(GRADIENT));
  const total = isSum ? sums.current : sums.spare(gradients);
  const written = writtenTo(gradients, total);
  const comparer = comparison && (await createComparer(comparison, { state, sums: sums.current }, options));
  const clear = () => {
    for (const { data } of Object.values(sums.current)) (data as Float32Array).fill(0);
  };
  const separate = (batches: readonly Feeds[]): ComparedBatch => ({
    metrics: {},
    parts: batches.map((batch) => toTensors(gradients, batch)),
  });
  return {
    async run([{ batches, scalars }]) {
      clear();
      const compared = await comparer?.run(batches[0]);
      if (compared && !Number.isFinite(compared.metrics.loss))
        return { metrics: [{ ...compared.metrics, gradientNorm: NaN }], culprit: compared.culprit };
      const { parts, metrics: whole } = compared ?? separate(batches);
      let metrics = whole;
      for (const part of parts) {
        const feeds = { ...usedBy(gradients, (name) => sums.current[name] ?? state.current[name]), ...part };
        await session.runInto(feeds, { ...reported, ...written });
        metrics = added(metrics, metricsOf(reported), 1 / parts.length);
        if (!isFiniteStep(metrics)) {
          // What is not finite is in the sums by now.
          clear();
          return { metrics: [metrics], culprit: await findNonFinite(gradients, feeds) };
        }
      }
      const common = { ...scalarTensors(scalars), gradientNorm: scalarTensor(metrics.gradientNorm) };
      try {
        for (const [index, update] of updates.entries()) {
          for (const run of update.runs) {
            const place = placing(update.runs[0], run);
            const feeds = usedBy(update, (name) => total[place(name)] ?? state.current[place(name)]);
            await updateSessions[index].runInto({ ...common, ...feeds }, state.outputs(update));
            state.swap(update, place);
          }
        }
      } catch (error) {
        // Some of the parameters have moved, and some have not.
        state.spoil(error);
        throw error;
      }
      return { metrics: [metrics] };
    },
    async dispose() {
      await Promise.all([session, ...(comparer ? [comparer] : []), ...updateSessions].map((each) => each.dispose()));
    },
  };
}

function zerosOf({ inputs }: TracedProgram): TrainingState {
  const sums = inputs.filter(({ name }) => name.startsWith(GRADIENT));
  return Object.fromEntries(sums.map(({ name, shape }) => [name, { shape, data: new Float32Array(product(shape)) }]));
}

/** Names of tensors of the first parameters as those of others: `mean:first` as `mean:other`. */
function placing(own: readonly string[], others: readonly string[]): (name: string) => string {
  const known = new Map(own.map((name, index) => [name, others[index]]));
  return (key) => {
    const [prefix, name] = splitName(key);
    return prefix + (known.get(name) ?? name);
  };
}

/** Metrics of micro-batches so far: means, but for the norm, which is that of the sum. */
function added(sum: StepMetrics, { gradientNorm, ...term }: StepMetrics, share: number): StepMetrics {
  return {
    ...sum,
    ...Object.fromEntries(Object.entries(term).map(([name, value]) => [name, (sum[name] ?? 0) + value * share])),
    gradientNorm,
  };
}
