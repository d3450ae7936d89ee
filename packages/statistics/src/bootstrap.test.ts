import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';
import { estimateOf, meanOfDefined, meanOfResamples, resamplePatients, resampleStatistic } from './bootstrap.ts';
import { rankCases } from './ranking.ts';

/** Scores of two normals a distance of 1 apart: AUROC is Φ(1/√2) = 0.7602. Every patient has two exams that resemble each other. */
const trueAuroc = 0.76025;
function binormalCohort(patients: number, seed: string) {
  const random = createRandom(seed);
  return Array.from({ length: patients }, (_, index) => {
    const label = random.chance(0.4);
    const shared = random.normal();
    const exam = () => ({
      patient: `p${index}`,
      label,
      score: (label ? 1 : 0) + Math.SQRT1_2 * (shared + random.normal()),
    });
    return [exam(), exam()];
  }).flat();
}

function aurocInterval(
  cases: ReturnType<typeof binormalCohort>,
  resamples: number,
  patientOf: (one: { patient: string }, index: number) => string,
) {
  const named = cases.map((one, index) => ({ ...one, patient: patientOf(one, index) }));
  const drawn = resamplePatients(
    named.map((one) => one.patient),
    resamples,
    1,
  );
  const ranking = rankCases(named, (one) => drawn.unitOf(one.patient));
  return estimateOf(auroc(ranking), resampleStatistic(auroc, ranking, drawn))!;
}

describe('patient-level bootstrap', () => {
  it('covers the true AUROC in about 95 % of cohorts, which exam-level resampling does not', () => {
    const cohorts = Array.from({ length: 250 }, (_, index) => binormalCohort(80, `cohort ${index}`));
    const coverage = (patientOf: (one: { patient: string }, index: number) => string) =>
      cohorts.filter((cases) => {
        const { low, high } = aurocInterval(cases, 250, patientOf);
        return low <= trueAuroc && trueAuroc <= high;
      }).length / cohorts.length;
    const byPatient = coverage((one) => one.patient);
    expect(byPatient).toBeGreaterThan(0.9);
    expect(byPatient).toBeLessThan(0.985);
    expect(coverage((_, index) => `exam ${index}`)).toBeLessThan(byPatient - 0.03);
  });

  it('gives the same draws for the same patients in any order', () => {
    const [a, b] = [resamplePatients(['x', 'y', 'z'], 5, 3), resamplePatients(['z', 'x', 'y', 'x'], 5, 3)];
    expect(a.weights).toEqual(b.weights);
    expect(a.unitOf('y')).toBe(b.unitOf('y'));
    expect(a.weights.every((counts) => Array.from(counts).reduce((x, y) => x + y) === 3)).toBe(true);
  });

  it('averages what is defined, and says when nothing is', () => {
    expect(meanOfDefined([1, NaN, 3])).toBe(2);
    expect(meanOfDefined([])).toBeNaN();
    expect(Array.from(meanOfResamples([Float64Array.of(1, NaN), Float64Array.of(3, NaN)], 2))).toEqual([2, NaN]);
    expect(estimateOf(NaN, Float64Array.of(1))).toBeUndefined();
  });
});
