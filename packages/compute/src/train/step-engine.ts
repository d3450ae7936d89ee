import type { DeviceName, Feeds } from '@totalfm/core';
import { product } from '../product.ts';
import { createSession, emptyTensor, scalarTensor, toTensors, type EngineTensor, type EngineTensors, type Session, type SessionOptions } from '../session.ts';
import type { TracedProgram } from '../trace/trace-program.ts';
import { findNonFinite, type NonFinite } from './find-non-finite.ts';
import { createStateBuffers, type StateBuffers } from './state-buffers.ts';
import { GRADIENT, NEXT } from './state-names.ts';
import type { TrainingState } from './training-state.ts';

/** Scalars that a step reports: `loss`, `gradientNorm` and what the loss function returns. */
export type StepMetrics = Readonly<Record<string, number>>;

/** A step as one program, several steps as one, or the gradients of a micro-batch and the update from their sum. */
export type StepPrograms = { readonly step: TracedProgram } | { readonly loop: TracedProgram } | { readonly gradients: TracedProgram; readonly update: TracedProgram };

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
export async function createStepEngine({ programs, state: start, threads, device, cache, flushSubnormals }: EngineSetup, onFallback?: (message: string) => void): Promise<StepEngine> {
  const state = createStateBuffers(start);
  const step = await createStep(programs, { threads, device, onFallback, cache, flushSubnormals });
  return {
    async run(steps) {
      const metrics = await step.run(steps, state);
      if (!metrics.every(isFiniteStep)) return { metrics, culprit: await step.culprit?.(steps, state.current) };
      state.swap();
      return { metrics };
    },
    state: async () => Object.fromEntries(Object.entries(state.current).map(([name, { dims, data }]) => [name, { shape: dims, data: (data as Float32Array).slice() }])),
    dispose: () => step.dispose(),
  };
}

interface Step {
  /** Writes the next state beside the current one. */
  run(steps: readonly StepFeeds[], state: StateBuffers): Promise<readonly StepMetrics[]>;
  /** Looks for what made a step's loss NaN or infinite. */
  culprit?(steps: readonly StepFeeds[], state: EngineTensors): Promise<NonFinite | undefined>;
  dispose(): Promise<void>;
}

function createStep(programs: StepPrograms, options: SessionOptions): Promise<Step> {
  if ('step' in programs) return wholeStep(programs.step, options);
  return 'loop' in programs ? loopedSteps(programs.loop, options) : accumulatedStep(programs.gradients, programs.update, options);
}

const scalarTensors = (scalars: StepFeeds['scalars']): EngineTensors => Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, scalarTensor(value)]));

async function wholeStep(program: TracedProgram, options: SessionOptions): Promise<Step> {
  const session = await createSession(program, options);
  const metrics = metricArrays(program);
  const feedsOf = ({ batches: [batch], scalars }: StepFeeds, state: EngineTensors) => ({ ...state, ...scalarTensors(scalars), ...toTensors(program, batch) });
  return {
    async run([step], state) {
      await session.runInto(feedsOf(step, state.current), { ...metrics, ...state.nextFor(program) });
      return [metricsOf(metrics)];
    },
    culprit: ([step], state) => findNonFinite(program, feedsOf(step, state)),
    dispose: () => session.dispose(),
  };
}

async function loopedSteps(program: TracedProgram, options: SessionOptions): Promise<Step> {
  const session = await createSession(program, options);
  const metrics = metricArrays(program);
  return {
    async run(steps, state) {
      const stacked = stack(steps.map(({ batches: [batch], scalars }) => ({ ...batch, ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)])) })));
      await session.runInto({ ...state.current, ...toTensors(program, stacked) }, { ...metrics, ...state.nextFor(program) });
      return steps.map((_, round) => metricsOf(metrics, round));
    },
    dispose: () => session.dispose(),
  };
}

/** Feeds of several rounds behind one another. */
function stack(rounds: readonly Feeds[]): Feeds {
  return Object.fromEntries(Object.entries(rounds[0]).map(([name, first]) => {
    const all = first instanceof Int32Array ? new Int32Array(first.length * rounds.length) : new Float32Array(first.length * rounds.length);
    rounds.forEach((feeds, round) => all.set(feeds[name], round * first.length));
    return [name, all];
  }));
}

async function accumulatedStep(gradients: TracedProgram, update: TracedProgram, options: SessionOptions): Promise<Step> {
  const gradientSession = await createSession(gradients, options);
  const updateSession = await createSession(update, options);
  const sums = createStateBuffers(zerosOf(gradients));
  const [partMetrics, metrics] = [metricArrays(gradients), metricArrays(update)];
  return {
    async run([{ batches, scalars }], state) {
      for (const { data } of Object.values(sums.current)) (data as Float32Array).fill(0);
      const means: Record<string, number> = {};
      for (const batch of batches) {
        await gradientSession.runInto({ ...usedBy(gradientSession, state.current), ...sums.current, ...toTensors(gradients, batch) }, { ...partMetrics, ...sums.nextFor(gradients) });
        for (const [name, value] of Object.entries(metricsOf(partMetrics))) means[name] = (means[name] ?? 0) + value / batches.length;
        sums.swap();
      }
      await updateSession.runInto({ ...usedBy(updateSession, state.current), ...scalarTensors(scalars), ...sums.current }, { ...metrics, ...state.nextFor(update) });
      return [{ ...means, ...metricsOf(metrics) }];
    },
    async dispose() {
      await gradientSession.dispose();
      await updateSession.dispose();
    },
  };
}

function zerosOf({ inputs }: TracedProgram): TrainingState {
  const sums = inputs.filter(({ name }) => name.startsWith(GRADIENT));
  return Object.fromEntries(sums.map(({ name, shape }) => [name, { shape, data: new Float32Array(product(shape)) }]));
}

function usedBy({ program }: Session, tensors: EngineTensors): EngineTensors {
  return Object.fromEntries(program.inputs.flatMap(({ name }) => (name in tensors ? [[name, tensors[name]]] : [])));
}

/** Arrays for what a program reports beside the state that it hands on. */
function metricArrays({ outputs }: TracedProgram): EngineTensors {
  return Object.fromEntries(outputs.filter(({ name }) => !name.startsWith(NEXT)).map((output) => [output.name, emptyTensor(output)]));
}

function metricsOf(arrays: Readonly<Record<string, EngineTensor>>, round = 0): StepMetrics {
  return Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, Number(data[round])]));
}
