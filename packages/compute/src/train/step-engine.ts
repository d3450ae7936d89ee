import type { DeviceName, Feeds } from '@totalfm/core';
import { product } from '../product.ts';
import {
  emptyTensor,
  floatTensor,
  scalarTensor,
  toTensors,
  type EngineTensor,
  type EngineTensors,
} from '../engine-tensors.ts';
import { createSession, type SessionOptions } from '../session.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { findNonFinite, type NonFinite } from './find-non-finite.ts';
import type { Slab } from './slabs.ts';
import { createStateBuffers, splitName, type StateBuffers } from './state-buffers.ts';
import { GRADIENT, NEXT } from './state-names.ts';
import type { TrainingState } from './training-state.ts';

/** Scalars that a step reports: `loss`, `gradientNorm` and what the loss function returns. */
export type StepMetrics = Readonly<Record<string, number>>;

/** A program that updates some parameters. */
export interface UpdateProgram extends TracedProgram {
  /** The parameters, or slabs of them, of each run, in the place of those of the first, whose names its inputs and outputs have. */
  readonly runs: readonly (readonly string[])[];
}

/** Several steps as one program, or the gradients of a micro-batch and what updates the parameters from their sum. */
export type StepPrograms =
  | { readonly loop: TracedProgram }
  | { readonly gradients: TracedProgram; readonly updates: readonly UpdateProgram[]; readonly slabs: readonly Slab[] };

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
  dispose(): Promise<void>;
}

export function isFiniteStep({ loss, gradientNorm }: StepMetrics): boolean {
  return Number.isFinite(loss) && Number.isFinite(gradientNorm);
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
  return { ...runner, state: async () => state.read() };
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
  { gradients, updates, slabs }: Extract<StepPrograms, { gradients: unknown }>,
  state: StateBuffers,
  options: SessionOptions,
): Promise<Runner> {
  const session = await createSession(gradients, options);
  const updateSessions = await Promise.all(updates.map((update) => createSession(update, options)));
  const reported = metricArrays(gradients);
  const sums = createStateBuffers(zerosOf(gradients), slabs);
  return {
    async run([{ batches, scalars }]) {
      for (const { data } of Object.values(sums.current)) (data as Float32Array).fill(0);
      let metrics: StepMetrics = {};
      for (const batch of batches) {
        const feeds = {
          ...usedBy(gradients, (name) => sums.current[name] ?? state.current[name]),
          ...toTensors(gradients, batch),
        };
        await session.runInto(feeds, { ...reported, ...sums.outputs(gradients) });
        metrics = added(metrics, metricsOf(reported), 1 / batches.length);
        if (!isFiniteStep(metrics)) return { metrics: [metrics], culprit: await findNonFinite(gradients, feeds) };
        if (batches.length > 1) sums.swap(gradients);
      }
      const total = batches.length > 1 ? sums.current : sums.spare(gradients);
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
      await Promise.all([session, ...updateSessions].map((each) => each.dispose()));
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
    ...Object.fromEntries(Object.entries(term).map(([name, value]) => [name, (sum[name] ?? 0) + value * share])),
    gradientNorm,
  };
}

/** What a program takes of what `find` finds, in the shape in which it takes it. */
function usedBy({ inputs }: TracedProgram, find: (name: string) => EngineTensor | undefined): EngineTensors {
  return Object.fromEntries(
    inputs.flatMap(({ name, shape }) => {
      const found = find(name);
      return found ? [[name, floatTensor(found.data as Float32Array, shape)]] : [];
    }),
  );
}

/** Arrays for what a program reports beside the state that it hands on. */
function metricArrays({ outputs }: TracedProgram): EngineTensors {
  return Object.fromEntries(
    outputs.filter(({ name }) => !name.startsWith(NEXT)).map((output) => [output.name, emptyTensor(output)]),
  );
}

function metricsOf(arrays: Readonly<Record<string, EngineTensor>>, round = 0): StepMetrics {
  return Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, Number(data[round])]));
}
