import type { Estimate } from '@totalfm/core';
import { estimateOf, type PatientResamples } from '@totalfm/statistics';

/** A query's value for one measure. */
export interface WeightedCase {
  readonly patient: string;
  /** How much of a query it is: of several that ask the same, each is a share. */
  readonly weight: number;
  readonly value: number;
  /** What a random order gives on average. */
  readonly chance: number;
}

/** How the cases of a target become one number. */
export type Summary = 'mean' | 'median';

/** A measure of one target with its interval, and in every resample of patients. */
export interface SummarisedCases {
  readonly estimate: Estimate;
  readonly resampled: Float64Array;
  readonly chance: number;
}

/** Cases are given whatever else is in the gallery: queries are resampled, and what they are held against is not. */
export function summarise(
  cases: readonly WeightedCase[],
  summary: Summary,
  { weights, unitOf }: PatientResamples,
): SummarisedCases | undefined {
  const sorted = [...cases].sort((a, b) => a.value - b.value);
  const units = sorted.map(({ patient }) => unitOf(patient));
  const of = (patients?: ArrayLike<number>) =>
    summaries[summary](
      sorted.map(({ value }) => value),
      sorted.map(({ weight }, at) => weight * (patients ? patients[units[at]] : 1)),
    );
  const resampled = Float64Array.from(weights, of);
  const estimate = estimateOf(of(), resampled);
  const chance = summaries.mean(
    sorted.map(({ chance }) => chance),
    sorted.map(({ weight }) => weight),
  );
  return estimate && { estimate, resampled, chance };
}

/** Of sorted values; NaN where nothing has weight. */
const summaries: Record<Summary, (values: readonly number[], weights: readonly number[]) => number> = {
  mean: (values, weights) => values.reduce((sum, value, at) => sum + value * weights[at], 0) / total(weights),
  // The least value with half of the weight at or below it.
  median(values, weights) {
    const half = total(weights) / 2;
    let below = 0;
    const at = weights.findIndex((weight) => (below += weight) >= half && below > 0);
    return at < 0 ? NaN : values[at];
  },
};

const total = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0);
