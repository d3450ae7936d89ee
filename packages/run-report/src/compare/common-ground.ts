import type { CaseScore, CaseStatistic, Estimate } from '@totalfm/core';
import {
  classPatients,
  estimateOf,
  estimateOfCases,
  halfSamples,
  meanOfExchanges,
  meanOfResampled,
  resamplePatients,
  type Exchanges,
  type HalfSamples,
  type PatientResamples,
} from '@totalfm/statistics';
import { armValue, type ArmValue } from './arm-value.ts';
import { rankedStatistic } from './case-statistics.ts';
import type { CommonCases } from './common-cases.ts';
import { aloneDifference, exchangesOf, heldTogether, type Difference } from './differences.ts';

const resamples = 1000;

/** Patients drawn once for all targets and measures: resamples for values, halves for differences. */
export interface Draws {
  readonly drawn: PatientResamples;
  readonly halves: HalfSamples;
}

export function drawPatients(cases: readonly CommonCases[]): Draws {
  const patients = cases.flatMap(({ byRun }) => byRun.flatMap((one) => one?.map(({ patient }) => patient) ?? []));
  return { drawn: resamplePatients(patients, resamples, 1), halves: halfSamples(patients, 1) };
}

/** A target that arms are compared by. */
export interface MeasuredTarget {
  readonly exams: readonly string[];
  /** By arm and run; an arm that did not score the target has none. */
  readonly runs: readonly (readonly MeasuredRun[])[];
  /** To the first arm. */
  readonly exchanges: readonly (Exchanges | undefined)[];
}

export interface MeasuredRun {
  readonly estimate: Estimate;
  readonly resampled: Float64Array;
}

/** `arms`: the places of each arm's runs among those of the cases. */
export function measureTarget(
  statistic: CaseStatistic,
  { byRun }: CommonCases,
  arms: readonly (readonly number[])[],
  { drawn, halves }: Draws,
): MeasuredTarget {
  const casesOf = arms.map((runs) => runs.map((run) => byRun[run]).filter((one) => one !== undefined));
  const whole = casesOf.map((runs, arm) => (runs.length === arms[arm].length ? runs : []));
  const [first] = whole;
  return {
    exams: [...new Set(byRun.find((one) => one !== undefined)?.map(({ exam }) => exam))],
    runs: whole.map((runs) => runs.flatMap((cases) => measureRun(statistic, cases, drawn) ?? [])),
    exchanges: whole.map((runs, arm) =>
      arm > 0 && runs.length > 0 && first.length > 0 ? exchangesOf(statistic, [runs, first], halves) : undefined,
    ),
  };
}

/** A run's statistic of some cases; undefined where it is not defined for them. */
export function measureRun(
  statistic: CaseStatistic,
  cases: readonly CaseScore[],
  drawn: PatientResamples,
): MeasuredRun | undefined {
  const ranked = rankedStatistic(statistic, cases, drawn.unitOf);
  const value = ranked();
  if (Number.isNaN(value)) return undefined;
  const resampled = Float64Array.from(drawn.weights, (weights) => ranked(weights));
  const estimate = estimateOfCases(statistic, value, resampled, classPatients(cases));
  return estimate && { estimate, resampled };
}

/** The mean of what a run has of several targets, in the same resamples. */
export function meanOfRuns(own: readonly MeasuredRun[]): Estimate | undefined {
  const { value, resampled } = meanOfResampled(
    own.map((one) => ({ value: one.estimate.value, resampled: one.resampled })),
    own[0].resampled.length,
  );
  return estimateOf(value, resampled);
}

/** Values of one target, or of the mean of several that all arms measured. */
export function sharedValues(targets: readonly MeasuredTarget[]): readonly (ArmValue | undefined)[] {
  return targets[0].runs.map((_, arm) => {
    const estimates = targets[0].runs[arm].map((_, run): Estimate => {
      const own = targets.map(({ runs }) => runs[arm][run]);
      return own.length === 1 ? own[0].estimate : meanOfRuns(own)!;
    });
    return armValue(estimates);
  });
}

/** Of the mean over targets, which stands for itself. */
export const meanDifferences = (
  targets: readonly MeasuredTarget[],
  { halves }: Draws,
): readonly (Difference | undefined)[] =>
  targets[0].exchanges.map((_, arm) => {
    const known = targets.flatMap(({ exchanges }) => exchanges[arm] ?? []);
    return known.length < targets.length ? undefined : aloneDifference(meanOfExchanges(known), halves);
  });

/** Of each target, by arm: those of one arm are tested together. */
export function targetDifferences(
  targets: readonly MeasuredTarget[],
  { halves }: Draws,
): readonly (readonly (Difference | undefined)[])[] {
  const arms = targets[0]?.exchanges ?? [];
  const byArm = arms.map((_, arm) =>
    heldTogether(
      targets.map(({ exchanges }) => exchanges[arm]),
      halves,
    ),
  );
  return targets.map((_, target) => byArm.map((differences) => differences[target]));
}

/** Whether every arm that scored anything has the target. */
export const isMeasuredBy = ({ runs }: MeasuredTarget, arms: readonly number[]): boolean =>
  arms.every((arm) => runs[arm].length > 0);
