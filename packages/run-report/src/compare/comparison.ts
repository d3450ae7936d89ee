import { runReportErrors } from '../errors.ts';
import { secondsOf } from '../manifest-facts.ts';
import type { RunFiles } from '../run-files.ts';
import { compareEvaluators, type ComparedEvaluator } from './evaluators.ts';
import { compareGenerators, type ComparedGenerators } from './generators.ts';
import { experimentDifferences, type ExperimentDifference } from './experiments.ts';
import { uniqueNames } from './run-names.ts';

/** What a run's training took. */
export interface TrainingCost {
  readonly stage: string;
  readonly seconds?: number;
  readonly parameters: number;
  readonly steps: number;
  readonly volumes: number;
}

export interface Comparison {
  readonly runs: readonly { readonly name: string; readonly dir: string; readonly training: readonly TrainingCost[] }[];
  /** Every evaluator of any run. */
  readonly evaluators: readonly ComparedEvaluator[];
  /** Generators of written reports, where any run has some. */
  readonly generators: readonly ComparedGenerators[];
  /** Where the resolved experiments differ, but for their names. */
  readonly experiments: readonly ExperimentDifference[];
  readonly notes: readonly string[];
}

/** Compares runs with the first of them. Throws `TFM_COMPARE_NO_SCORES`. */
export function compareRunFiles(runs: readonly RunFiles[]): Comparison {
  for (const { dir, scores, metrics } of runs) {
    if (scores.length > 0 && Object.keys(metrics).length > 0) continue;
    throw runReportErrors.TFM_COMPARE_NO_SCORES({
      file: dir,
      message: `${dir} has no scores of an evaluation.`,
      fix: 'Let the run come to its end, or evaluate it.',
    });
  }
  const names = uniqueNames(runs);
  const { evaluators, notes } = compareEvaluators(runs, names);
  return {
    runs: runs.map((run, index) => ({ name: names[index], dir: run.dir, training: trainingCosts(run) })),
    evaluators,
    generators: compareGenerators(runs),
    experiments: experimentDifferences(runs.map(({ experiment }) => experiment && { ...experiment, name: undefined })),
    notes,
  };
}

function trainingCosts(run: RunFiles): TrainingCost[] {
  return Object.entries(run.checkpoints).map(([stage, { parameters, steps, samples }]) => ({
    stage,
    seconds: secondsOf(run, stage),
    parameters,
    steps,
    volumes: samples,
  }));
}

/** Stages that any of the runs trained, in their order. */
export function trainedStages({ runs }: Comparison): readonly string[] {
  return [...new Set(runs.flatMap(({ training }) => training.map(({ stage }) => stage)))];
}
