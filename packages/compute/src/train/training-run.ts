import type { DeviceName, EngineName, Feeds, ParameterValues } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { product } from '../product.ts';
import { openProgramCache } from '../cache/program-cache.ts';
import { startCachedEngine } from './cached-engine.ts';
import { createEagerEngine } from './eager-engine.ts';
import type { NonFinite } from './find-non-finite.ts';
import { initialValues } from './initial-values.ts';
import { AVERAGE, PARAMETER } from './state-names.ts';
import type { StepEngine, StepPrograms } from './step-engine.ts';
import { isFiniteStep, type StepMetrics } from './step-metrics.ts';
import { startEngine } from './threaded-engine.ts';
import { traceStepPrograms, type StepDivision } from './step-programs.ts';
import type { StepDefinition } from './training-program.ts';
import { initialState, loadState, saveState, type TrainingState } from './training-state.ts';

/** Parameters and optimiser state that are being trained. */
export interface TrainingRun {
  /** Steps done. */
  readonly step: number;
  /**
   * One step on one batch, or on `accumulate` micro-batches whose gradients are averaged. Throws `TFM_LOSS_NOT_FINITE`,
   * and then keeps the state of the step before. Takes the batches: their arrays are gone afterwards.
   */
  train(batches: readonly Feeds[], learningRate: number): Promise<StepMetrics>;
  /** As many steps in one call as `stepsPerCall` says; what `train` gives for each. Throws as it does, and keeps the state before all. */
  trainMany(steps: readonly PlannedStep[]): Promise<readonly StepMetrics[]>;
  /** A copy of the parameters, or with `averaged` of their moving averages; what is frozen has none and comes as it is. */
  parameters(averaged?: boolean): Promise<ParameterValues>;
  /** Puts other values in the place of parameters; what the optimiser keeps of them stays. Throws `TFM_TRAINING_REPLACED` where shapes differ. */
  replace(values: ParameterValues): Promise<void>;
  /** Writes parameters, optimiser state and step count into one file of `dir`, whole or not at all. */
  save(dir: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface PlannedStep {
  readonly batches: readonly Feeds[];
  readonly learningRate: number;
}

export interface TrainingRunOptions extends StepDivision {
  readonly definition: StepDefinition;
  readonly seed: number;
  /** Threads inside one operator. The same number gives the same bytes. */
  readonly threads?: number;
  /** Where the step runs; default `onnx`, compiled. */
  readonly engine?: EngineName;
  /** What a compiled step computes on; default `cpu`. One that is not there is replaced by it, and `onFallback` is told. */
  readonly device?: DeviceName;
  readonly onFallback?: (message: string) => void;
  /** Values that replace the initial ones, by name. */
  readonly from?: ParameterValues;
  /** Folder of a state that `save` wrote; a folder without one starts anew. */
  readonly resumeFrom?: string;
  /** Folder of what was compiled before, for a quick start; it may be emptied at any time. What comes out is the same with and without. */
  readonly cache?: string;
}

export async function createTrainingRun(options: TrainingRunOptions): Promise<TrainingRun> {
  const { definition, seed, from = {}, resumeFrom } = options;
  const { parameters, optimizer } = definition;
  const { accumulate = 1, stepsPerCall = 1, parts = 1 } = options;
  const division = { accumulate, stepsPerCall, parts };
  checkDivision(definition, division);
  const names = Object.keys(parameters);
  const start = async () =>
    (resumeFrom === undefined ? undefined : await loadState(resumeFrom, definition)) ?? {
      step: 0,
      state: initialState(definition, { ...initialValues(parameters, seed), ...structuredClone(from) }),
    };
  let first: Awaited<ReturnType<typeof start>> | undefined = await start();
  let { step } = first;
  // Whoever takes a state keeps its arrays; a second one is made anew instead of kept.
  const takeState = async () => {
    const { state } = first ?? (await start());
    first = undefined;
    return state;
  };
  const engine = await openEngine(options, division, takeState);

  return {
    get step() {
      return step;
    },
    train: async (batches, learningRate) => (await trainMany([{ batches, learningRate }]))[0],
    trainMany,
    async parameters(averaged = false) {
      const state = await engine.state();
      return Object.fromEntries(
        names.map((name) => [name, ((averaged && state[AVERAGE + name]) || state[PARAMETER + name]).data]),
      );
    },
    async replace(values) {
      checkReplaced(definition, values);
      await engine.replace(Object.fromEntries(Object.entries(values).map(([name, data]) => [PARAMETER + name, data])));
    },
    save: async (dir) => saveState(dir, await engine.state(), step),
    dispose: () => engine.dispose(),
  };

  async function trainMany(steps: readonly PlannedStep[]): Promise<readonly StepMetrics[]> {
    checkSteps(definition.name, steps, division);
    const { metrics, culprit } = await engine.run(
      steps.map(({ batches, learningRate }, index) => ({
        batches,
        scalars: { learningRate, ...optimizer.scalarsOf(step + index + 1) },
      })),
    );
    const bad = metrics.findIndex((each) => !isFiniteStep(each));
    if (bad >= 0) throw notFinite(definition.name, step + bad + 1, metrics[bad], culprit);
    step += steps.length;
    return metrics;
  }
}

function checkDivision(
  { name, comparison }: StepDefinition,
  { accumulate, stepsPerCall, parts }: Required<StepDivision>,
): void {
  if (parts === 1) return;
  const uneven = Object.entries(comparison?.items ?? {}).find(([, { shape }]) => shape[0] % parts !== 0);
  const reason = !comparison
    ? 'its loss does not say how items are represented'
    : accumulate > 1 || stepsPerCall > 1
      ? 'micro-batches are averaged, or several steps are one call'
      : uneven && `the input ${uneven[0]} has ${uneven[1].shape[0]} rows`;
  if (!reason) return;
  throw computeErrors.TFM_TRAINING_PARTS({
    stage: name,
    message: `A batch of ${name} cannot be worked on in ${parts} parts: ${reason}.`,
    fix: 'Give `parts` that divide the batch of a definition that is `comparing`, without `accumulate` and `stepsPerCall`.',
  });
}

function checkReplaced({ name, parameters }: StepDefinition, values: ParameterValues): void {
  const misfit = Object.entries(values).find(
    ([parameter, data]) => !parameters[parameter] || product(parameters[parameter].shape) !== data.length,
  );
  if (!misfit) return;
  throw computeErrors.TFM_TRAINING_REPLACED({
    stage: name,
    message: `Other values of \`${misfit[0]}\` have ${misfit[1].length} numbers, which do not fit this model.`,
    fix: 'Take the values of a model of the same architecture.',
  });
}

function checkSteps(
  stage: string,
  steps: readonly PlannedStep[],
  { accumulate, stepsPerCall }: Required<StepDivision>,
): void {
  if (steps.length === stepsPerCall && steps.every(({ batches }) => batches.length === accumulate)) return;
  throw computeErrors.TFM_TRAINING_BATCHES({
    stage,
    message: `A call takes ${stepsPerCall} steps of ${accumulate} micro-batches; ${steps.length} steps of ${[...new Set(steps.map(({ batches }) => batches.length))].join(', ')} came.`,
    fix: 'Give `stepsPerCall` steps a call and `accumulate` batches a step.',
  });
}

function notFinite(stage: string, step: number, { loss, gradientNorm }: StepMetrics, culprit: NonFinite | undefined) {
  const made = culprit?.op === 'input' ? `the input ${culprit.node}` : `made by ${culprit?.node} (${culprit?.op})`;
  return computeErrors.TFM_LOSS_NOT_FINITE({
    stage,
    message: `At step ${step} the loss is ${loss} and the gradient norm ${gradientNorm}.${culprit ? ` The first value that is not finite is ${made}.` : ''}`,
    fix: 'Use a lower learning rate or a smaller clipNorm; the state before this step is kept.',
  });
}

async function openEngine(
  { definition, engine = 'onnx', threads, device, onFallback, cache }: TrainingRunOptions,
  division: Required<StepDivision>,
  takeState: () => Promise<TrainingState>,
): Promise<StepEngine> {
  if (engine !== 'onnx')
    return createEagerEngine(definition, await takeState(), { backend: engine, parts: division.parts });
  const trace = () => traceStepPrograms(definition, division);
  const start = async (programs: StepPrograms) =>
    startEngine({ programs, state: await takeState(), threads, device, cache }, onFallback);
  return cache === undefined
    ? start(trace())
    : startCachedEngine(openProgramCache(cache, { ...definition, ...division }), trace, start);
}
