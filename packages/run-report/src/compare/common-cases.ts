import { groupBy, type CaseScore } from '@totalfm/core';

/** Cases of one target that all runs which scored the target have, with one label. */
export interface CommonCases {
  readonly target: string;
  /** In the order of the runs, each in the order of the same cases; undefined for a run that did not score the target. */
  readonly byRun: readonly (readonly CaseScore[] | undefined)[];
  /** Cases left out because the runs do not agree on the label. */
  readonly disagreements: number;
}

/** What runs of one evaluator can be compared on, target by target. Patients are named as the first run names them. */
export function commonCases(runs: readonly (readonly CaseScore[])[]): CommonCases[] {
  const byTarget = runs.map((scores) => groupBy(scores, ({ target }) => target));
  const targets = [...new Set(byTarget.flatMap((one) => [...one.keys()]))];
  return targets.map((target) => {
    const own = byTarget.map((one) => one.get(target));
    const scored = own.filter((one) => one !== undefined);
    const shared = sharedCases(scored);
    const agreed = shared.filter((cases) => cases.every(({ label }) => label === cases[0].label));
    const placeOf = new Map(scored.map((one, place) => [one, place]));
    return {
      target,
      byRun: own.map(
        (one) => one && agreed.map((cases) => ({ ...cases[placeOf.get(one)!], patient: cases[0].patient })),
      ),
      disagreements: shared.length - agreed.length,
    };
  });
}

/**
 * Cases that all runs scored. An exam's one case is the same whichever of its pairs each run took it from; where sides are cases of
 * their own, each is matched with itself; where a run has none of these sides, as one of whole scans, cases are joined by exam.
 */
function sharedCases([first, ...others]: readonly (readonly CaseScore[])[]): (readonly CaseScore[])[] {
  const byExam = others.map((scores) => groupBy(scores, ({ exam }) => exam));
  return [...groupBy(first, ({ exam }) => exam)].flatMap(([exam, cases]) => {
    const matches = byExam.map((one) => one.get(exam) ?? []);
    if (matches.some(({ length }) => length === 0)) return [];
    const all = [cases, ...matches];
    if (all.every(({ length }) => length === 1)) return [all.map(([one]) => one)];
    const sides = cases.flatMap((one) => {
      const same = matches.flatMap((own) => own.find(({ pair }) => pair === one.pair) ?? []);
      return same.length === matches.length ? [[one, ...same]] : [];
    });
    return sides.length > 0 ? sides : [all.map(joined)];
  });
}

/** Sides of an exam as the exam: its highest score, and there where it is on any side. */
function joined(cases: readonly CaseScore[]): CaseScore {
  const highest = cases.reduce((a, b) => (b.score > a.score ? b : a));
  const any = (flag: 'label' | 'predicted') =>
    highest[flag] === undefined ? undefined : cases.some((one) => one[flag]);
  return { ...highest, label: any('label'), predicted: any('predicted') };
}
