import type { Estimate } from '@totalfm/core';
import type { Exchanges } from './exchanges.ts';
import type { HalfSamples } from './half-samples.ts';
import { meanOf } from './paired-scores.ts';

/**
 * Patients of either class that a test takes. With fewer, the patients of the rarer class alone could never reach 5 % (of five, two
 * of 2⁵ choices of signs are as one-sided as can be), and a difference that looks clear rests on the other class.
 */
export const fewestPatients = 6;

/** A difference that was tested. */
export interface TestedDifference extends Estimate {
  /** Two-sided, of this difference alone. */
  readonly p: number;
  /** Of the interval: 0.95, or more where differences are tested together. */
  readonly level: number;
}

/** A difference without an interval: too few patients of a class, or runs that no exchange of scores tells apart. */
export interface UntestedDifference {
  readonly value: number;
  readonly untested: 'too few' | 'alike';
}

export type PairedDifference = TestedDifference | UntestedDifference;

export const isTested = <Tested extends Estimate>(difference: Tested | UntestedDifference): difference is Tested =>
  !('untested' in difference);

/** Without 0 in its interval. What was not tested never is. */
export const isClear = (difference: Estimate | UntestedDifference | undefined): boolean =>
  difference !== undefined && 'low' in difference && (difference.low > 0 || difference.high < 0);

/** A difference with what it is in each random half, from the lowest to the highest. */
export interface DrawnDifference {
  readonly value: number;
  readonly draws: Float64Array;
  readonly p: number;
}

/**
 * The difference in random halves of the patients. If two runs are equally good, exchanging their scores in a patient is as likely
 * as not, and the difference is extreme among those of all exchanges by chance alone: a test that holds its level however
 * few positives there are. For a sum over patients it is turned into an interval by what the difference is in random halves
 * (typical values; Hartigan 1969): 0 is outside the middle 95 % of them just where the test says so. Where arms have
 * several runs, the error of their means over seeds is added to each draw, by Student's t.
 */
export function drawDifference(exchanges: Exchanges, halves: HalfSamples): DrawnDifference | UntestedDifference {
  const { value, exchanged, shares, positives, negatives } = exchanges;
  if (Math.min(positives.size, negatives.size) < fewestPatients) return { value, untested: 'too few' };
  const { error, degrees } = seedError(exchanges);
  if (error === 0 && exchanged.every((one) => Math.abs(one) < rounding)) return { value, untested: 'alike' };
  const noise = error > 0 ? halves.studentT(degrees) : undefined;
  const draws = exchanged.map((one, draw) => {
    // What is not exchanged adds as much to both: half of their sum. A half without patients says nothing.
    const half = shares[draw] > 0 ? (value + one) / 2 / shares[draw] : value;
    const drawn = half + (noise ? error * noise[draw] : 0);
    return Math.abs(drawn) < rounding ? 0 : drawn;
  });
  draws.sort();
  return { value, draws, p: twoSided(draws) };
}

/** What is left of equal sums in another order. */
const rounding = 1e-12;

/** Twice the smaller share of draws on either side of 0, with one more for what was observed (Phipson & Smyth 2010). */
function twoSided(draws: Float64Array): number {
  let [below, above] = [0, 0];
  for (const draw of draws) {
    if (draw <= 0) below++;
    if (draw >= 0) above++;
  }
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (draws.length + 1));
}

/** The interval that leaves out 0 just where `p ≤ 1 − level`. */
export function testedDifference({ value, draws, p }: DrawnDifference, level = 0.95): TestedDifference {
  const place = Math.max(1, Math.floor(((1 - level) / 2) * (draws.length + 1) + 1e-9));
  return { value, low: draws[place - 1], high: draws[draws.length - place], p, level };
}

/** The standard error of a difference of means over runs, of one variance for both arms, with its degrees of freedom. */
function seedError({ one, other }: Pick<Exchanges, 'one' | 'other'>): { error: number; degrees: number } {
  const degrees = one.length + other.length - 2;
  if (degrees === 0) return { error: 0, degrees };
  const squares = [one, other].flatMap((values) => values.map((value) => (value - meanOf(values)) ** 2));
  const variance = squares.reduce((sum, square) => sum + square, 0) / degrees;
  return { error: Math.sqrt(variance * (1 / one.length + 1 / other.length)), degrees };
}
