import type { Estimate } from '@totalfm/core';
import { estimateOf, type PatientResamples } from './bootstrap.ts';
import type { Weights } from './ranking.ts';

/** A case as the numbers that it adds to the sums over all cases: counts, lengths, a score and a one. */
export interface SummedCase {
  /** Index into the weights: the unit that a bootstrap draws. */
  readonly unit: number;
  /** As many for every case. */
  readonly terms: ArrayLike<number>;
}

/** A statistic that needs only sums over cases: a ratio of counts, a mean, BLEU. NaN where it is not defined. */
export type SumStatistic = (sums: ArrayLike<number>) => number;

/** What cases add up to, all of them and those of each resample. */
export interface ResampledSums {
  readonly all: Float64Array;
  readonly resampled: readonly Float64Array[];
}

/** Sums once for each resample, whatever is asked of them: a case is never measured twice. */
export function resampleSums(cases: readonly SummedCase[], { weights }: PatientResamples): ResampledSums {
  const width = cases[0]?.terms.length ?? 0;
  const units = sumUnits(cases);
  return {
    all: sumRows(units, width),
    resampled: weights.map((one) => sumRows(units, width, one)),
  };
}

/** What a unit's cases add, without the zeros: most findings are in few exams. */
interface UnitTerms {
  readonly unit: number;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

function sumUnits(cases: readonly SummedCase[]): UnitTerms[] {
  const rows = new Map<number, Float64Array>();
  for (const { unit, terms } of cases) {
    const row = rows.get(unit);
    if (row) for (let column = 0; column < terms.length; column++) row[column] += terms[column];
    else rows.set(unit, Float64Array.from(terms));
  }
  // In the order of units, so that rounding does not know the order of cases.
  const ordered = [...rows].sort(([one], [other]) => one - other);
  return ordered.map(([unit, row]) => {
    const columns = Uint32Array.from(row.keys()).filter((column) => row[column] !== 0);
    return { unit, columns, values: Float64Array.from(columns, (column) => row[column]) };
  });
}

function sumRows(units: readonly UnitTerms[], width: number, weights?: Weights): Float64Array {
  const sums = new Float64Array(width);
  for (const { unit, columns, values } of units) {
    const weight = weights ? weights[unit] : 1;
    if (weight === 0) continue;
    for (let place = 0; place < columns.length; place++) sums[columns[place]] += weight * values[place];
  }
  return sums;
}

/** A statistic with its interval; undefined where the statistic is not defined. */
export type Estimator = (statistic: SumStatistic) => Estimate | undefined;

export const estimator =
  ({ all, resampled }: ResampledSums): Estimator =>
  (statistic) =>
    estimateOf(statistic(all), Float64Array.from(resampled, statistic));

/**
 * How far one is above another in the same cases and the same resamples, so that what makes a case hard for both cancels.
 * Undefined where either is.
 */
export const differenceEstimator =
  (one: ResampledSums, other: ResampledSums): Estimator =>
  (statistic) =>
    estimateOf(
      statistic(one.all) - statistic(other.all),
      Float64Array.from(one.resampled, (sums, index) => statistic(sums) - statistic(other.resampled[index])),
    );
