import type { Feeds, ParameterValues } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { initialValues } from './initial-values.ts';
import { PARAMETER } from './state-names.ts';
import { isFiniteStep, type StepMetrics } from './step-engine.ts';
import { startEngine } from './threaded-engine.ts';
import { traceStepPrograms, type StepDefinition } from './training-program.ts';
import { initialState, loadState, saveState } from './training-state.ts';

/** Parameters and optimiser state that are being trained. */
export interface TrainingRun {
  /** Steps done. */
  readonly step: number;
  /**
   * One step on one batch, or on `accumulate` micro-batches whose gradients are averaged. Throws `TFM_LOSS_NOT_FINITE`,
   * and then keeps the state of the step before. Takes the batches: their arrays are gone afterwards.
   */
  train(batches: readonly Feeds[], learningRate: number): Promise<StepMetrics>;
  /** A copy of the parameters. */
  parameters(): Promise<ParameterValues>;
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
  const state = saved?.state ?? initialState(parameters, { ...initialValues(parameters, seed), ...from });
  const engine = await startEngine({ programs: traceStepPrograms(definition, accumulate), state, threads });

  return {
    get step() { return step; },
    async train(batches, learningRate) {
      if (batches.length !== accumulate) {
        throw computeErrors.TFM_TRAINING_BATCHES({ stage: definition.name, message: `A step takes ${accumulate} micro-batches; ${batches.length} came.`, fix: 'Give `accumulate` batches a step.' });
      }
      const metrics = await engine.run(batches, {
        learningRate,
        correction1: 1 / (1 - optimizer.beta1 ** (step + 1)),
        correction2: 1 / (1 - optimizer.beta2 ** (step + 1)),
      });
      if (!isFiniteStep(metrics)) {
        throw computeErrors.TFM_LOSS_NOT_FINITE({
          stage: definition.name,
          message: `At step ${step + 1} the loss is ${metrics.loss} and the gradient norm ${metrics.gradientNorm}.`,
          fix: 'Use a lower learning rate or a smaller clipNorm; the state before this step is kept.',
        });
      }
      step++;
      return metrics;
    },
    async parameters() {
      const state = await engine.state();
      return Object.fromEntries(names.map((name) => [name, state[PARAMETER + name].data]));
    },
    save: async (dir) => saveState(dir, await engine.state(), step),
    dispose: () => engine.dispose(),
  };
}
