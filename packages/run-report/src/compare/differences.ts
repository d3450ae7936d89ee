import type { CaseScore, CaseStatistic } from '@totalfm/core';
import {
  drawDifference,
  exchangeScores,
  holm,
  testedDifference,
  type DrawnDifference,
  type Exchanges,
  type HalfSamples,
  type PairedDifference,
  type TestedDifference,
  type UntestedDifference,
} from '@totalfm/statistics';

/** A difference of which `p` is that of this one alone; `pHolm` and the interval's level are those of all that were tested with it. */
export type Difference = (TestedDifference & { readonly pHolm?: number }) | UntestedDifference;

/** Runs of an arm on cases that the other arm's runs scored as well, in one order. */
export type ArmCases = readonly (readonly CaseScore[])[];

/** The cases of a statistic: those with a class, but for the mean. F1 goes by what each run called. */
export function exchangesOf(
  statistic: CaseStatistic,
  [one, other]: readonly [ArmCases, ArmCases],
  halves: HalfSamples,
): Exchanges | undefined {
  const places = [...one[0].keys()].filter((place) => statistic === 'mean' || one[0][place].label !== undefined);
  const column = (scores: readonly CaseScore[]) =>
    places.map((place) => (statistic === 'f1' ? Number(scores[place].predicted === true) : scores[place].score));
  const cases = places.map((place) => one[0][place]);
  if (cases.length === 0) return undefined;
  return exchangeScores(statistic, { cases, one: one.map(column), other: other.map(column) }, halves);
}

/** A difference that stands for itself: with its 95 % interval. */
export function aloneDifference(exchanges: Exchanges | undefined, halves: HalfSamples): PairedDifference | undefined {
  const drawn = exchanges && drawDifference(exchanges, halves);
  return drawn && (isDrawn(drawn) ? testedDifference(drawn) : drawn);
}

/** Differences that are looked at together, tested by Holm's procedure: their intervals leave out 0 just where it says so. */
export function heldTogether(
  exchanges: readonly (Exchanges | undefined)[],
  halves: HalfSamples,
): (Difference | undefined)[] {
  const drawn = exchanges.map((one) => one && drawDifference(one, halves));
  const tests = drawn.filter((one) => one !== undefined).filter(isDrawn);
  const held = holm(tests.map(({ p }) => p));
  return drawn.map((one) => {
    if (!one || !isDrawn(one)) return one;
    const { adjusted, level } = held[tests.indexOf(one)];
    return { ...testedDifference(one, level), pHolm: adjusted };
  });
}

const isDrawn = (one: DrawnDifference | UntestedDifference): one is DrawnDifference => 'draws' in one;
