import type { CaseStatistic } from '@totalfm/core';
import { exchangeAveragePrecision } from './exchange-average-precision.ts';
import { exchangeF1 } from './exchange-f1.ts';
import { exchangeAuroc, exchangeMean } from './exchange-gains.ts';
import type { HalfSamples } from './half-samples.ts';
import { meanOf, statisticOf, type PairedCase, type PairedScores, type ScoreColumn } from './paired-scores.ts';

/** Cases of one target that the runs of two arms scored, in one order. Runs of an arm differ by their seed. */
export interface ArmScores {
  readonly cases: readonly PairedCase[];
  readonly one: readonly ScoreColumn[];
  readonly other: readonly ScoreColumn[];
}

/** A difference of two arms, and what it becomes where scores are exchanged. */
export interface Exchanges {
  /** The statistic's mean over the runs of one arm, less that over the other's. */
  readonly value: number;
  /** The same where both arms exchange the scores of all patients outside a half, for each half. */
  readonly exchanged: Float64Array;
  /** For each half, which part of the cases is in it; half for each class, however rare one is. */
  readonly shares: Float64Array;
  /** Patients with a case of the class; where cases have none, all of them. */
  readonly positives: ReadonlySet<string>;
  readonly negatives: ReadonlySet<string>;
  /** The statistic of each run. */
  readonly one: readonly number[];
  readonly other: readonly number[];
}

/** Undefined where the statistic is not: no case of one of the classes. */
export function exchangeScores(
  statistic: CaseStatistic,
  scores: ArmScores,
  halves: HalfSamples,
): Exchanges | undefined {
  const { cases } = scores;
  const valueOf = (column: ScoreColumn) => statisticOf(statistic, cases, column);
  const [one, other] = [scores.one.map(valueOf), scores.other.map(valueOf)];
  const value = meanOf(one) - meanOf(other);
  if (Number.isNaN(value)) return undefined;
  const classes = statistic === 'mean' ? cases.map(() => undefined) : cases.map(({ label }) => label === true);
  const of = (label: boolean) =>
    new Set(cases.filter((_, index) => classes[index] !== !label).map(({ patient }) => patient));
  return {
    value,
    exchanged: meanOfDraws(runPairs(scores).map((pair) => exchange[statistic](pair, halves))),
    shares: halfShares(cases, classes, halves),
    positives: of(true),
    negatives: of(false),
    one,
    other,
  };
}

/** The mean over targets of the same arms; undefined where there is none. */
export function meanOfExchanges(targets: readonly Exchanges[]): Exchanges | undefined {
  if (targets.length === 0) return undefined;
  const byRun = (arm: 'one' | 'other') =>
    targets[0][arm].map((_, run) => meanOf(targets.map((target) => target[arm][run])));
  const union = (name: 'positives' | 'negatives') => new Set(targets.flatMap((target) => [...target[name]]));
  return {
    value: meanOf(targets.map(({ value }) => value)),
    exchanged: meanOfDraws(targets.map(({ exchanged }) => exchanged)),
    shares: meanOfDraws(targets.map(({ shares }) => shares)),
    positives: union('positives'),
    negatives: union('negatives'),
    one: byRun('one'),
    other: byRun('other'),
  };
}

const exchange: Readonly<Record<CaseStatistic, (pair: PairedScores, halves: HalfSamples) => Float64Array>> = {
  auroc: exchangeAuroc,
  'average-precision': exchangeAveragePrecision,
  f1: exchangeF1,
  mean: exchangeMean,
};

/** As many runs of either arm: each with its counterpart. Otherwise each with each, so that all count alike. */
function runPairs({ cases, one, other }: ArmScores): PairedScores[] {
  return one.length === other.length
    ? one.map((column, run) => ({ cases, one: column, other: other[run] }))
    : one.flatMap((column) => other.map((against) => ({ cases, one: column, other: against })));
}

function halfShares(cases: readonly PairedCase[], classes: readonly (boolean | undefined)[], halves: HalfSamples) {
  const count = (label: boolean | undefined) => classes.filter((one) => one === label).length;
  const shares = new Float64Array(halves.count);
  cases.forEach(({ patient }, index) => {
    const share = 1 / count(classes[index]) / (classes[index] === undefined ? 1 : 2);
    const inside = halves.of(patient);
    for (let draw = 0; draw < shares.length; draw++) shares[draw] += share * inside[draw];
  });
  return shares;
}

function meanOfDraws(draws: readonly Float64Array[]): Float64Array {
  if (draws.length === 1) return draws[0];
  const mean = new Float64Array(draws[0].length);
  for (const one of draws) for (let draw = 0; draw < mean.length; draw++) mean[draw] += one[draw] / draws.length;
  return mean;
}
