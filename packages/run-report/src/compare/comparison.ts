import type { Json } from '@totalfm/core';
import { runReportErrors } from '../errors.ts';
import type { RunFiles } from '../run-files.ts';
import { compareEvaluators, type ComparedEvaluator } from './evaluators.ts';
import { compareGenerators, type ComparedGenerators } from './generators.ts';
import { experimentDifferences, type ExperimentDifference } from './experiments.ts';
import { armLevels, type ArmLevels } from './arm-levels.ts';
import { armsOf, type Arm } from './arms.ts';
import { curvesOf, type Curves } from './curves.ts';
import { needSharedExams, unsharedNotes } from './shared-exams.ts';
import { trainingCosts, type TrainingCost } from './training-costs.ts';

/** A run, or several that differ by their seed alone: one column. */
export interface ComparedRun {
  readonly name: string;
  /** Of the first run. */
  readonly dir: string;
  /** Of all runs. */
  readonly dirs: readonly string[];
  readonly seeds: readonly number[];
  /** Of this program, of each run that knows its own. */
  readonly commits: readonly string[];
  /** Of the first run, but the seconds, which are the mean. */
  readonly training: readonly TrainingCost[];
}

export interface Comparison {
  /** Each with the runs that differ from it by the seed alone. */
  readonly runs: readonly ComparedRun[];
  /** Every evaluator of any run. */
  readonly evaluators: readonly ComparedEvaluator[];
  /** Generators of written reports, where any run has some. */
  readonly generators: readonly ComparedGenerators[];
  /** Where the resolved experiments differ, but for their names. */
  readonly experiments: readonly ExperimentDifference[];
  /** Numbers in which runs differ that are alike in all else, to be drawn against. */
  readonly curves: readonly Curves[];
  /** What is found of lesions of each size, and of volumes that are more and more changed, of evaluators that say so. */
  readonly levels: readonly ArmLevels[];
  readonly notes: readonly string[];
}

/** Compares runs with the first of them. Throws `TFM_COMPARE_NO_SCORES` and `TFM_COMPARE_NO_SHARED_EXAMS`. */
export function compareRunFiles(runs: readonly RunFiles[]): Comparison {
  for (const { dir, scores, metrics } of runs) {
    if (scores.length > 0 && Object.keys(metrics).length > 0) continue;
    throw runReportErrors.TFM_COMPARE_NO_SCORES({
      file: dir,
      message: `${dir} has no scores of an evaluation.`,
      fix: 'Let the run come to its end, or evaluate it.',
    });
  }
  needSharedExams(runs);
  const arms = armsOf(runs);
  const { evaluators, notes } = compareEvaluators(arms);
  return {
    runs: arms.map(comparedRun),
    evaluators,
    generators: compareGenerators(arms.map(firstRun)),
    experiments: experimentDifferences(arms.map(experimentOf)),
    curves: curvesOf(arms),
    levels: armLevels(arms),
    notes: [...notes, ...unsharedNotes(arms)],
  };
}

const firstRun = ({ runs: [first] }: Arm): RunFiles => first;

export const comparedRun = ({ name, runs, seeds }: Arm): ComparedRun => ({
  ...{ name, dir: runs[0].dir, dirs: runs.map(({ dir }) => dir), seeds },
  commits: [...new Set(runs.flatMap(({ manifest }) => manifest?.versions.commit ?? []))],
  training: trainingCosts(runs),
});

/** With the seeds of all runs in the place of the first one's. */
function experimentOf({ runs: [{ experiment }, ...others], seeds }: Arm): Json | undefined {
  if (!experiment) return undefined;
  return { ...experiment, name: undefined, ...(others.length > 0 && { seed: seeds.join(', ') }) } as unknown as Json;
}

/** Stages that any of the runs trained, in their order. */
export function trainedStages({ runs }: Comparison): readonly string[] {
  return [...new Set(runs.flatMap(({ training }) => training.map(({ stage }) => stage)))];
}

/** `demo`, of several seeds `demo (3 seeds)` */
export const columnName = ({ name, dirs }: ComparedRun): string =>
  dirs.length > 1 ? `${name} (${dirs.length} seeds)` : name;
