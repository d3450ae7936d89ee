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
 * Cases that all runs scored. An exam's one case is the same whichever of its pairs each run took it from; where pairs are cases of
 * their own, each is matched with itself.
 */
function sharedCases([first, ...others]: readonly (readonly CaseScore[])[]): (readonly CaseScore[])[] {
  const byExam = others.map((scores) => groupBy(scores, ({ exam }) => exam));
  return [...groupBy(first, ({ exam }) => exam)].flatMap(([exam, cases]) => {
    const matches = byExam.map((one) => one.get(exam) ?? []);
    if (cases.length === 1 && matches.every(({ length }) => length === 1))
      return [[cases[0], ...matches.map(([one]) => one)]];
    return cases.flatMap((one) => {
      const same = matches.map((all) => all.find(({ pair }) => pair === one.pair));
      return same.every((match) => match !== undefined) ? [[one, ...same]] : [];
    });
  });
}
