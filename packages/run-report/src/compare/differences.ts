import { groupBy, type CaseScore, type CaseStatistic, type Estimate } from '@totalfm/core';
import { estimateOf, meanOfDefined, meanOfResamples, resamplePatients } from '@totalfm/statistics';
import { rankedStatistic } from './case-statistics.ts';

export interface Difference extends Estimate {
  /** Targets that the statistic is defined for in both runs. */
  readonly targets: number;
}

export interface PairedDifferences {
  readonly byTarget: ReadonlyMap<string, Difference>;
  /** Of the statistic's mean over some targets; undefined where the runs share none of them. */
  macro(targets: readonly string[]): Difference | undefined;
  /** Exams that both runs scored for some target. */
  readonly exams: number;
  /** Cases left out because the runs do not agree on the label. */
  readonly disagreements: number;
}

const resamples = 1000;

/**
 * A statistic of a run minus that of another, on the cases that both scored, with a paired bootstrap: every resample draws
 * the same patients for both, so that what makes a patient hard for both does not count as a difference.
 */
export function pairedDifferences(
  other: readonly CaseScore[],
  first: readonly CaseScore[],
  statistic: CaseStatistic = 'auroc',
): PairedDifferences {
  const shared = sharedCases(other, first);
  const agreed = shared.filter((pair) => pair.other.label === pair.first.label);
  const drawn = resamplePatients(
    agreed.map((pair) => pair.first.patient),
    resamples,
    1,
  );
  const rank = (scores: readonly CaseScore[]) => rankedStatistic(statistic, scores, drawn.unitOf);

  const values = new Map<string, number>();
  const resampled = new Map<string, Float64Array>();
  for (const [target, pairs] of groupBy(agreed, ({ first }) => first.target)) {
    const a = rank(pairs.map((pair) => ({ ...pair.other, patient: pair.first.patient })));
    const b = rank(pairs.map((pair) => pair.first));
    const value = a() - b();
    if (Number.isNaN(value)) continue;
    values.set(target, value);
    resampled.set(
      target,
      Float64Array.from(drawn.weights, (weights) => a(weights) - b(weights)),
    );
  }

  const macro = (targets: readonly string[]): Difference | undefined => {
    const known = targets.filter((target) => values.has(target));
    const estimate = estimateOf(
      meanOfDefined(known.map((target) => values.get(target)!)),
      meanOfResamples(
        known.map((target) => resampled.get(target)!),
        resamples,
      ),
    );
    return estimate && { ...estimate, targets: known.length };
  };
  return {
    macro,
    byTarget: new Map([...values.keys()].map((target) => [target, macro([target])!])),
    exams: new Set(agreed.map((pair) => pair.first.exam)).size,
    disagreements: shared.length - agreed.length,
  };
}

/** Without 0 in its interval. */
export function isClear({ low, high }: Estimate): boolean {
  return low > 0 || high < 0;
}

/**
 * Cases that both runs scored. An exam's one case of a target is the same whichever of its pairs each run took it from; where
 * sides are cases of their own, each is matched with itself; with a run that has none of these sides, as one of whole scans, by exam.
 */
function sharedCases(other: readonly CaseScore[], first: readonly CaseScore[]) {
  const [ofOther, ofFirst] = [groupBy(other, caseKey), groupBy(first, caseKey)];
  return [...ofOther].flatMap(([key, cases]) => {
    const matches = ofFirst.get(key) ?? [];
    const byPair = new Map(matches.map((one) => [one.pair, one]));
    const sides = cases.filter(({ pair }) => byPair.has(pair));
    if (matches.length > 0 && (sides.length === 0 || (cases.length === 1 && matches.length === 1)))
      return [{ other: joined(cases), first: joined(matches) }];
    return sides.map((one) => ({ other: one, first: byPair.get(one.pair)! }));
  });
}

/** Sides of an exam as the exam: its highest score, and there where it is on any side. */
function joined(cases: readonly CaseScore[]): CaseScore {
  const highest = cases.reduce((a, b) => (b.score > a.score ? b : a));
  const any = (flag: 'label' | 'predicted') =>
    highest[flag] === undefined ? undefined : cases.some((one) => one[flag]);
  return { ...highest, label: any('label'), predicted: any('predicted') };
}

const caseKey = ({ exam, target }: CaseScore) => JSON.stringify([exam, target]);
