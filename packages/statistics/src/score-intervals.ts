import type { CaseStatistic, Estimate } from '@totalfm/core';
import { estimateOf } from './bootstrap.ts';

/** Patients with a case of each class. */
export interface ClassPatients {
  readonly positives: number;
  readonly negatives: number;
}

export function classPatients(cases: readonly { readonly patient: string; readonly label?: boolean }[]): ClassPatients {
  const count = (label: boolean) =>
    new Set(cases.filter((one) => one.label === label).map(({ patient }) => patient)).size;
  return { positives: count(true), negatives: count(false) };
}

type Interval = Pick<Estimate, 'low' | 'high'>;

/**
 * Patients of a class below which a percentile bootstrap is too narrow: in simulation it held AUROCs in 57 to 62 % with two
 * positives, 77 to 90 % with five and six and 83 to 91 % with eight to fifteen, instead of 95 %.
 */
export const manyPatients = 20;

/**
 * A statistic with its 95 % interval over resamples of patients; with few patients of a class, or where all resamples are alike,
 * at least as wide as a score interval, which has a width even where every case is right. Undefined where the value is not.
 */
export function estimateOfCases(
  statistic: CaseStatistic,
  value: number,
  resampled: Float64Array,
  patients: ClassPatients,
): Estimate | undefined {
  const estimate = estimateOf(value, resampled);
  if (!estimate || statistic === 'mean') return estimate;
  const many = Math.min(patients.positives, patients.negatives) >= manyPatients;
  if (many && estimate.low < estimate.high) return estimate;
  return widened(estimate, scoreInterval(statistic, value, patients));
}

/** The same of a share of one class, of which `patients` have a case: of sensitivity, those that have a positive one. */
export function estimateOfShare(value: number, resampled: Float64Array, patients: number): Estimate | undefined {
  const estimate = estimateOf(value, resampled);
  if (!estimate || (patients >= manyPatients && estimate.low < estimate.high)) return estimate;
  return widened(estimate, wilsonInterval(value, patients));
}

const widened = ({ value, low, high }: Estimate, interval: Interval): Estimate => ({
  value,
  low: Math.min(low, interval.low),
  high: Math.max(high, interval.high),
});

function scoreInterval(statistic: Exclude<CaseStatistic, 'mean'>, value: number, patients: ClassPatients): Interval {
  if (statistic === 'auroc') return aurocScoreInterval(value, patients);
  if (statistic === 'average-precision') return wilsonInterval(value, patients.positives);
  // F1 is 2·J / (1 + J) of the share J of hits among all that is positive or called, which is no less than is positive.
  const { low, high } = wilsonInterval(value / (2 - value), patients.positives);
  return { low: (2 * low) / (1 + low), high: (2 * high) / (1 + high) };
}

const z = 1.959963984540054;

/** Wilson's (1927) score interval of a share of `count`. */
export function wilsonInterval(share: number, count: number): Interval {
  const middle = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const reach = (z / (1 + z ** 2 / count)) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return { low: Math.max(0, Math.min(share, middle - reach)), high: Math.min(1, Math.max(share, middle + reach)) };
}

/**
 * Newcombe's (2006) method 5: the AUROCs from which the observed one is less than 1.96 standard errors away, by the variance of
 * Hanley & McNeil (1982) with both classes' mean size in the place of either.
 */
export function aurocScoreInterval(value: number, { positives, negatives }: ClassPatients): Interval {
  const others = (positives + negatives) / 2 - 1;
  const near = (auroc: number) => {
    const spread = 1 + (others * (1 - auroc)) / (2 - auroc) + (others * auroc) / (1 + auroc);
    const error = Math.sqrt((auroc * (1 - auroc) * spread) / (positives * negatives));
    return Math.abs(value - auroc) <= z * error;
  };
  return { low: lastNear(near, value, 0), high: lastNear(near, value, 1) };
}

/** The last place towards `end` that is near, by halving. */
function lastNear(near: (place: number) => boolean, from: number, end: number): number {
  let [inside, outside] = [from, end];
  for (let step = 0; step < 50; step++) {
    const middle = (inside + outside) / 2;
    if (near(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
