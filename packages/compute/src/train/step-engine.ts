import type { Feeds } from '@totalfm/core';
import { product } from '../product.ts';
import { createSession, floatTensor, scalarTensor, toTensors, type EngineTensor, type EngineTensors, type Session } from '../session.ts';
import type { TracedProgram } from '../trace/trace-program.ts';
import { GRADIENT, NEXT } from './state-names.ts';
import type { TrainingState } from './training-state.ts';

/** Scalars that a step reports: `loss`, `gradientNorm` and what the loss function returns. */
export type StepMetrics = Readonly<Record<string, number>>;

/** A step as one program, or as the gradients of a micro-batch and the update from their sum. */
export type StepPrograms = { readonly step: TracedProgram } | { readonly gradients: TracedProgram; readonly update: TracedProgram };

/** What an engine starts from. Plain data: it can be sent to another thread. */
export interface EngineSetup {
  readonly programs: StepPrograms;
  readonly state: TrainingState;
  readonly threads?: number;
}

/** Owns parameters and optimiser state, and moves them forward. One call at a time. */
export interface StepEngine {
  /** One step. The state moves on only where loss and gradient norm are finite. Takes the batches: their arrays are gone afterwards. */
  run(batches: readonly Feeds[], scalars: Readonly<Record<string, number>>): Promise<StepMetrics>;
  /** A copy of the state. */
  state(): Promise<TrainingState>;
  dispose(): Promise<void>;
}

export function isFiniteStep({ loss, gradientNorm }: StepMetrics): boolean {
  return Number.isFinite(loss) && Number.isFinite(gradientNorm);
}

/** An engine in this thread. ONNX Runtime's `run` keeps the thread that calls it until it is done. */
export async function createStepEngine({ programs, state: start, threads }: EngineSetup): Promise<StepEngine> {
  let state: EngineTensors = Object.fromEntries(Object.entries(start).map(([name, { shape, data }]) => [name, floatTensor(data, shape)]));
  const step = 'step' in programs ? await wholeStep(programs.step, threads) : await accumulatedStep(programs.gradients, programs.update, threads);
  return {
    async run(batches, scalars) {
      const tensors = Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, scalarTensor(value)]));
      const { metrics, next } = await step.run(batches, state, tensors);
      if (isFiniteStep(metrics)) state = next;
      return metrics;
    },
    state: async () => Object.fromEntries(Object.entries(state).map(([name, { dims, data }]) => [name, { shape: dims, data: (data as Float32Array).slice() }])),
    dispose: () => step.dispose(),
  };
}

interface Step {
  run(batches: readonly Feeds[], state: EngineTensors, scalars: EngineTensors): Promise<{ readonly metrics: StepMetrics; readonly next: EngineTensors }>;
  dispose(): Promise<void>;
}

async function wholeStep(program: TracedProgram, threads?: number): Promise<Step> {
  const session = await createSession(program, { threads });
  return {
    run: async ([batch], state, scalars) => split(await session.run({ ...state, ...scalars, ...toTensors(program, batch) })),
    dispose: () => session.dispose(),
  };
}

async function accumulatedStep(gradients: TracedProgram, update: TracedProgram, threads?: number): Promise<Step> {
  const gradientSession = await createSession(gradients, { threads });
  const updateSession = await createSession(update, { threads });
  const zeros = zerosOf(gradients);
  return {
    async run(batches, state, scalars) {
      let sums: EngineTensors = zeros;
      const means: Record<string, number> = {};
      for (const batch of batches) {
        const part = split(await gradientSession.run({ ...usedBy(gradientSession, state), ...sums, ...toTensors(gradients, batch) }));
        for (const [name, value] of Object.entries(part.metrics)) means[name] = (means[name] ?? 0) + value / batches.length;
        sums = part.next;
      }
      const { metrics, next } = split(await updateSession.run({ ...state, ...scalars, ...sums }));
      return { metrics: { ...means, ...metrics }, next };
    },
    async dispose() {
      await gradientSession.dispose();
      await updateSession.dispose();
    },
  };
}

function zerosOf({ inputs }: TracedProgram): EngineTensors {
  const sums = inputs.filter(({ name }) => name.startsWith(GRADIENT));
  return Object.fromEntries(sums.map(({ name, shape }) => [name, floatTensor(new Float32Array(product(shape)), shape)]));
}

function usedBy({ program }: Session, tensors: EngineTensors): EngineTensors {
  return Object.fromEntries(program.inputs.flatMap(({ name }) => (name in tensors ? [[name, tensors[name]]] : [])));
}

/** What a program returns: scalars to report, and tensors for the next run. */
function split(outputs: Readonly<Record<string, EngineTensor>>): { metrics: Record<string, number>; next: Record<string, EngineTensor> } {
  const metrics: Record<string, number> = {};
  const next: Record<string, EngineTensor> = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    if (name.startsWith(NEXT)) next[name.slice(NEXT.length)] = tensor;
    else metrics[name] = Number(tensor.data[0]);
  }
  return { metrics, next };
}
