import { armMeans, type ArmMeans } from './arm-means.ts';
import type { ArmLevels } from './arm-levels.ts';
import type { Arm } from './arms.ts';
import { comparedRun, type ComparedRun, type Comparison } from './comparison.ts';
import { curvesOf, type Curves } from './curves.ts';

/** What is drawn as curves: numbers in which runs differ, the runs, and means of each evaluator’s primary measure. */
export interface CurveParts {
  readonly runs: readonly ComparedRun[];
  readonly curves: readonly Curves[];
  readonly means: readonly ArmMeans[];
  /** None where there are more runs than curves can be told apart. */
  readonly levels: readonly ArmLevels[];
}

const mostCurves = 6;

export const curveParts = ({ runs, curves, levels, evaluators }: Comparison): CurveParts => ({
  runs,
  curves,
  levels: runs.length > mostCurves ? [] : levels,
  means: evaluators.flatMap(({ key, title, measures: [{ measure, means }] }) => {
    const known = means.filter(({ values }) => values.some(Boolean));
    return known.length > 0 ? [{ key, title, measure, means: known }] : [];
  }),
});

/** Of runs that are not compared with one another: what is found at each number. */
export const curvePartsOf = (arms: readonly Arm[]): CurveParts => ({
  runs: arms.map(comparedRun),
  curves: curvesOf(arms),
  means: armMeans(arms),
  levels: [],
});
