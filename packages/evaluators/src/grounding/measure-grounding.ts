import type { Estimate, MeanResult, Measure } from '@totalfm/core';
import { estimator, meanOfDefined, resamplePatients, resampleSums, type SumStatistic } from '@totalfm/statistics';
import type { GroundedCase } from './ground-case.ts';

type MeasureId = keyof GroundedCase;

/** What is said of found lesions, in the order in which it is shown. */
export const groundingMeasures: readonly (Measure & { readonly id: MeasureId })[] = [
  { id: 'passes', title: 'Grounded', better: 'higher', range: [0, 1], statistic: 'mean' },
  { id: 'erased', title: 'Falls without the organ', better: 'higher', range: [0, 1] },
  { id: 'below', title: 'Not found without it', better: 'higher', range: [0, 1] },
  { id: 'beside', title: 'Stays without its surroundings', better: 'higher', range: [0, 1] },
  { id: 'swapped', title: 'Swaps sides', better: 'higher', range: [0, 1] },
  { id: 'pointing', title: 'Pointing game', better: 'higher', range: [0, 1] },
  { id: 'energy', title: 'Energy inside', better: 'higher', range: [0, 1] },
];

export interface MeasuredCase {
  readonly finding: string;
  readonly patient: string;
  readonly values: GroundedCase;
}

export interface GroundingMeasurement {
  /** Means over a finding's cases; a measure that was tried in none of them is left out. */
  of(finding: string): Readonly<Record<string, Estimate>>;
  /** Unweighted means over findings; in a resample without a case of a finding, it is left out. */
  mean(name: string, findings: readonly string[]): MeanResult;
}

/** Measures cases with intervals from one set of patient resamples: a patient may have several findings. */
export function measureGrounding(
  cases: readonly MeasuredCase[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): GroundingMeasurement {
  const findings = [...new Set(cases.map(({ finding }) => finding))];
  const drawn = resamplePatients(
    cases.map(({ patient }) => patient),
    resamples,
    seed,
  );
  /** Two columns for each finding and measure: the sum of its values, and how many there are. */
  const columnOf = (finding: string, at: number) => 2 * (findings.indexOf(finding) * groundingMeasures.length + at);
  const sums = resampleSums(
    cases.map(({ finding, patient, values }) => {
      const terms = new Float64Array(2 * findings.length * groundingMeasures.length);
      groundingMeasures.forEach(({ id }, at) => {
        const value = values[id];
        if (value !== undefined) terms.set([value, 1], columnOf(finding, at));
      });
      return { unit: drawn.unitOf(patient), terms };
    }),
    drawn,
  );
  const estimate = estimator(sums);
  const meanOf =
    (some: readonly string[], at: number): SumStatistic =>
    (all) =>
      meanOfDefined(some.map((finding) => all[columnOf(finding, at)] / all[columnOf(finding, at) + 1]));
  const measured = (some: readonly string[]) =>
    groundingMeasures.map(({ id }, at) => [id, estimate(meanOf(some, at))] as const);
  return {
    of: (finding) =>
      Object.fromEntries(measured([finding]).flatMap(([id, value]) => (value ? [[id, value] as const] : []))),
    mean: (name, some) => ({
      name,
      measures: Object.fromEntries(measured(some).map(([id, value]) => [id, value ?? null])),
      targets: some,
    }),
  };
}
