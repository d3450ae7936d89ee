import type { Feeds, ParameterValues } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { createSession, scalarTensor, toTensors, type EngineTensor, type EngineTensors, type Session } from '../session.ts';
import { initialValues } from './initial-values.ts';
import { GRADIENT, NEXT, PARAMETER, traceGradients, traceStep, traceUpdate, type StepDefinition } from './training-program.ts';
import { initialState, loadState, saveState, zeroTensors, type TrainingState } from './training-state.ts';

/** Scalars that a step reports: `loss`, `gradientNorm` and what the loss function returns. */
export type StepMetrics = Readonly<Record<string, number>>;

/** Parameters and optimiser state that are being trained. */
export interface TrainingRun {
  /** Steps done. */
  readonly step: number;
  /**
   * One step on one batch, or on `accumulate` micro-batches whose gradients are averaged. Throws `TFM_LOSS_NOT_FINITE`,
   * and then keeps the state of the step before.
   */
  train(batches: readonly Feeds[], learningRate: number): Promise<StepMetrics>;
  /** A copy of the parameters. */
  parameters(): ParameterValues;
  /** Writes parameters, optimiser state and step count into one file of `dir`, whole or not at all. */
  save(dir: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface TrainingRunOptions {
  readonly definition: StepDefinition;
  readonly seed: number;
  /** Threads inside one operator. The same number gives the same bytes. */
  readonly threads?: number;
  /** Micro-batches a step. */
  readonly accumulate?: number;
  /** Values that replace the initial ones, by name. */
  readonly from?: ParameterValues;
  /** Folder of a state that `save` wrote; a folder without one starts anew. */
  readonly resumeFrom?: string;
}

export async function createTrainingRun({ definition, seed, threads, accumulate = 1, from = {}, resumeFrom }: TrainingRunOptions): Promise<TrainingRun> {
  const { parameters, optimizer } = definition;
  const names = Object.keys(parameters);
  const saved = resumeFrom === undefined ? undefined : await loadState(resumeFrom, parameters);
  let step = saved?.step ?? 0;
  let state: TrainingState = saved?.state ?? initialState(parameters, { ...initialValues(parameters, seed), ...from });
  const engine = accumulate === 1 ? await wholeStep(definition, threads) : await accumulatedStep(definition, accumulate, threads);

  return {
    get step() { return step; },
    async train(batches, learningRate) {
      if (batches.length !== accumulate) {
        throw computeErrors.TFM_TRAINING_BATCHES({ stage: definition.name, message: `A step takes ${accumulate} micro-batches; ${batches.length} came.`, fix: 'Give `accumulate` batches a step.' });
      }
      const { metrics, next } = await engine.run(batches, state, {
        learningRate: scalarTensor(learningRate),
        correction1: scalarTensor(1 / (1 - optimizer.beta1 ** (step + 1))),
        correction2: scalarTensor(1 / (1 - optimizer.beta2 ** (step + 1))),
      });
      if (!Number.isFinite(metrics.loss) || !Number.isFinite(metrics.gradientNorm)) {
        throw computeErrors.TFM_LOSS_NOT_FINITE({
          stage: definition.name,
          message: `At step ${step + 1} the loss is ${metrics.loss} and the gradient norm ${metrics.gradientNorm}.`,
          fix: 'Use a lower learning rate or a smaller clipNorm; the state before this step is kept.',
        });
      }
      state = next;
      step++;
      return metrics;
    },
    parameters: () => Object.fromEntries(names.map((name) => [name, (state[PARAMETER + name].data as Float32Array).slice()])),
    save: (dir) => saveState(dir, state, step),
    dispose: () => engine.dispose(),
  };
}

interface StepEngine {
  run(batches: readonly Feeds[], state: TrainingState, scalars: EngineTensors): Promise<{ readonly metrics: StepMetrics; readonly next: TrainingState }>;
  dispose(): Promise<void>;
}

async function wholeStep(definition: StepDefinition, threads?: number): Promise<StepEngine> {
  const session = await createSession(traceStep(definition), { threads });
  return {
    run: async ([batch], state, scalars) => split(await session.run({ ...state, ...scalars, ...toTensors(session.program, batch) })),
    dispose: () => session.dispose(),
  };
}

async function accumulatedStep(definition: StepDefinition, accumulate: number, threads?: number): Promise<StepEngine> {
  const gradientSession = await createSession(traceGradients(definition, accumulate), { threads });
  const updateSession = await createSession(traceUpdate(definition), { threads });
  const zeros = zeroTensors(definition.parameters, [GRADIENT]);
  return {
    async run(batches, state, scalars) {
      let sums: EngineTensors = zeros;
      const means: Record<string, number> = {};
      for (const batch of batches) {
        const part = split(await gradientSession.run({ ...usedBy(gradientSession, state), ...sums, ...toTensors(gradientSession.program, batch) }));
        for (const [name, value] of Object.entries(part.metrics)) means[name] = (means[name] ?? 0) + value / accumulate;
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
