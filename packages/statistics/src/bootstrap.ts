import { createRandom, type Estimate } from '@totalfm/core';
import type { Ranking, Weights } from './ranking.ts';

/** Bootstrap resamples of patients, drawn once and used for every statistic, so that statistics vary together. */
export interface PatientResamples {
  /** The unit number of a patient, for `rankCases`. */
  unitOf(patient: string): number;
  /** For each resample, how often each patient was drawn. */
  readonly weights: readonly Weights[];
}

/**
 * Draws as many patients as there are, with replacement, `resamples` times. The unit is the patient: two exams of one
 * patient, or the two kidneys of one exam, are never independent. The order in which patients are given does not matter.
 */
export function resamplePatients(patients: Iterable<string>, resamples: number, seed: number): PatientResamples {
  const unique = [...new Set(patients)].sort();
  const units = new Map(unique.map((patient, index) => [patient, index]));
  const random = createRandom(seed).fork('bootstrap');
  const weights = Array.from({ length: resamples }, () => {
    const counts = new Uint16Array(unique.length);
    for (let draw = 0; draw < unique.length; draw++) counts[random.integer(unique.length)]++;
    return counts;
  });
  return {
    weights,
    unitOf(patient) {
      const unit = units.get(patient);
      if (unit === undefined) throw new RangeError(`Patient ${patient} is not among those that were resampled.`);
      return unit;
    },
  };
}

/** A statistic of ranked cases. NaN where it is not defined for the weights. */
export type Statistic = (ranking: Ranking, weights?: Weights) => number;

/** The statistic in every resample; NaN in a resample that holds one class only. */
export function resampleStatistic(statistic: Statistic, ranking: Ranking, { weights }: PatientResamples): Float64Array {
  return Float64Array.from(weights, (one) => statistic(ranking, one));
}

/** The mean of the statistics that are defined, for each resample: what a macro average is in that resample. */
export function meanOfResamples(resampled: readonly Float64Array[], resamples: number): Float64Array {
  return Float64Array.from({ length: resamples }, (_, index) =>
    meanOfDefined(resampled.map((values) => values[index])),
  );
}

/** A value, and what it is in every resample. */
export interface Resampled {
  readonly value: number;
  readonly resampled: Float64Array;
}

/** The mean of several of the same resamples. */
export const meanOfResampled = (some: readonly Resampled[], resamples: number): Resampled => ({
  value: meanOfDefined(some.map(({ value }) => value)),
  resampled: meanOfResamples(
    some.map(({ resampled }) => resampled),
    resamples,
  ),
});

/** NaN where nothing is defined. */
export function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/**
 * A value with its 95 % percentile interval over the resamples in which it is defined. Undefined where the value itself
 * is not. With a handful of cases a class the percentile interval is too narrow: read it beside the support counts.
 */
export function estimateOf(value: number, resampled: Float64Array): Estimate | undefined {
  if (Number.isNaN(value)) return undefined;
  const defined = resampled.filter((one) => !Number.isNaN(one)).sort();
  if (defined.length === 0) return { value, low: value, high: value };
  return { value, low: quantile(defined, 0.025), high: quantile(defined, 0.975) };
}

/** Quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan: numpy's and R's default). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
