import type { Estimate } from '@totalfm/core';
import { f1Of, precisionOf, recallOf, type Confusion, type Estimator } from '@totalfm/statistics';
import { outcomes, type Outcome } from './compare-reports.ts';

/** How often each outcome came out, and what follows; undefined where it is not defined. */
export interface FindingMetrics {
  readonly hits?: Estimate;
  readonly invented?: Estimate;
  readonly missed?: Estimate;
  readonly notAssessed?: Estimate;
  /** hits / (hits + invented) */
  readonly precision?: Estimate;
  /** hits / (hits + missed): of the findings whose organ the generated report speaks of. Read it beside `coverage`. */
  readonly recall?: Estimate;
  /** From `precision` and `recall`. */
  readonly f1?: Estimate;
  /** (hits + missed) / (hits + missed + notAssessed): the share of findings whose organ the generated report speaks of. */
  readonly coverage?: Estimate;
  /** hits / (hits + missed + notAssessed): to be silent costs as much as to miss. */
  readonly recallOfAll?: Estimate;
  /** From `precision` and `recallOfAll`. */
  readonly f1OfAll?: Estimate;
}

/** Findings of a report with each outcome, on average; undefined where there is no report. */
export interface PerReport {
  readonly invented?: Estimate;
  readonly missed?: Estimate;
  readonly notAssessed?: Estimate;
  /** Invented, missed or not assessed: whatever is no hit. */
  readonly wrong?: Estimate;
}

export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** Those of {@link FindingMetrics} that are of organs which the generated report speaks of. */
export function spokenMetrics(
  estimate: Estimator,
  countsOf: (sums: ArrayLike<number>) => OutcomeCounts,
): Pick<FindingMetrics, 'precision' | 'recall' | 'f1'> {
  return {
    precision: estimate((sums) => precisionOf(spoken(countsOf(sums)))),
    recall: estimate((sums) => recallOf(spoken(countsOf(sums)))),
    f1: estimate((sums) => f1Of(spoken(countsOf(sums)))),
  };
}

/** Micro-averaged: counts are summed over exams, and whatever findings `countsOf` takes, before anything is divided. */
export function findingMetrics(
  estimate: Estimator,
  countsOf: (sums: ArrayLike<number>) => OutcomeCounts,
): FindingMetrics {
  const measure = (statistic: (counts: OutcomeCounts) => number) => estimate((sums) => statistic(countsOf(sums)));
  return {
    hits: measure(({ hit }) => hit),
    invented: measure(({ invented }) => invented),
    missed: measure(({ missed }) => missed),
    notAssessed: measure(({ notAssessed }) => notAssessed),
    ...spokenMetrics(estimate, countsOf),
    coverage: measure(({ hit, missed, notAssessed }) => (hit + missed) / (hit + missed + notAssessed)),
    recallOfAll: measure((counts) => recallOf(all(counts))),
    f1OfAll: measure((counts) => f1Of(all(counts))),
  };
}

export function outcomesPerReport(
  estimate: Estimator,
  countsOf: (sums: ArrayLike<number>) => OutcomeCounts,
  reportsOf: (sums: ArrayLike<number>) => number,
): PerReport {
  const mean = (count: (counts: OutcomeCounts) => number) =>
    estimate((sums) => count(countsOf(sums)) / reportsOf(sums));
  return {
    invented: mean(({ invented }) => invented),
    missed: mean(({ missed }) => missed),
    notAssessed: mean(({ notAssessed }) => notAssessed),
    wrong: mean(({ invented, missed, notAssessed }) => invented + missed + notAssessed),
  };
}

const spoken = ({ hit, invented, missed }: OutcomeCounts): Confusion => {
  return { hits: hit, falseAlarms: invented, misses: missed, rejections: 0 };
};

const all = ({ notAssessed, missed, ...rest }: OutcomeCounts): Confusion =>
  spoken({ ...rest, missed: missed + notAssessed, notAssessed: 0 });

/** Counts of outcomes that lie one after the other from each of these places in the sums. */
export function countsAt(places: readonly number[]): (sums: ArrayLike<number>) => OutcomeCounts {
  return (sums) => {
    const counts = { hit: 0, invented: 0, missed: 0, notAssessed: 0 };
    for (const place of places)
      for (let index = 0; index < outcomes.length; index++) counts[outcomes[index]] += sums[place + index];
    return counts;
  };
}
