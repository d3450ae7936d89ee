import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { exampleExams, exampleStatements } from '../test-support/example-exams.ts';
import { clinicalMetrics, compareClinically } from './clinical-metrics.ts';
import { compareReports } from './compare-reports.ts';
import type { StatedReport, Statement } from './statements.ts';

const options = { resamples: 100, seed: 1 };
const said = (organ: string, finding: string, rest: Partial<Statement> = {}): Statement => {
  return { organ, finding, state: 'present', sides: [], ...rest };
};
const report = (...findings: Statement[]): StatedReport => ({
  findings,
  mentioned: [...new Set(findings.map(({ organ }) => organ))],
});
const exams = [
  {
    patient: 'a',
    generated: report(said('lung', 'lung_nodule', { sides: ['left'], sizeMm: 9 }), said('heart', 'cardiomegaly')),
    reference: report(said('lung', 'lung_nodule', { sides: ['left'], sizeMm: 12 }), said('lung', 'emphysema')),
  },
  {
    patient: 'b',
    generated: report(said('lung', 'lung_nodule', { sides: ['right'], sizeMm: 6 })),
    reference: report(said('lung', 'lung_nodule', { sides: ['left'], sizeMm: 5 }), said('heart', 'cardiomegaly')),
  },
  {
    patient: 'c',
    generated: report(said('lung', 'emphysema', { state: 'absent' })),
    reference: report(said('lung', 'emphysema')),
  },
  { patient: 'd', generated: report(), reference: report() },
];

const random = createRandom('clinical');
const many = exampleExams(random, 120, exampleStatements);

/** The values of estimates, whatever holds them. */
const valuesOf = (metrics: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(metrics).flatMap(([name, one]) => (one ? [[name, (one as { value: number }).value]] : [])),
  );

describe('clinical metrics', () => {
  const metrics = clinicalMetrics(exams, options);

  it('are of counts over all exams, by organ and by finding', () => {
    expect(valuesOf(metrics.all)).toEqual({
      hits: 2,
      invented: 1,
      missed: 2,
      notAssessed: 1,
      precision: 2 / 3,
      recall: 2 / 4,
      f1: 4 / 7,
      coverage: 4 / 5,
      recallOfAll: 2 / 5,
      f1OfAll: 4 / 8,
    });
    expect(valuesOf(metrics.perReport)).toEqual({ invented: 1 / 4, missed: 2 / 4, notAssessed: 1 / 4, wrong: 4 / 4 });
    expect(Object.keys(metrics.byOrgan)).toEqual(['heart', 'lung']);
    expect(valuesOf(metrics.byOrgan.heart)).toMatchObject({
      hits: 0,
      invented: 1,
      notAssessed: 1,
      precision: 0,
      f1: 0,
    });
    expect(metrics.byOrgan.heart.recall).toBeUndefined();
    expect(valuesOf(metrics.byFinding.lung_nodule)).toMatchObject({ hits: 2, precision: 1, recall: 1, f1: 1 });
    expect(valuesOf(metrics.byFinding.emphysema)).toMatchObject({ hits: 0, missed: 2, recall: 0 });
  });

  it('are of sides, sizes, and reports without findings', () => {
    expect(metrics.sideAccuracy?.value).toBe(1 / 2);
    expect(metrics.sizeErrorMm?.value).toBe(2);
    expect(metrics.allNormal?.value).toBe(1 / 3);
    expect(metrics.silent?.value).toBe(0);
  });

  it('are of the 18 labels of CT-RATE', () => {
    const { micro, macroF1, byLabel } = metrics.labels;
    expect(Object.keys(byLabel)).toHaveLength(18);
    expect(valuesOf(byLabel['Lung nodule'])).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(valuesOf(byLabel.Cardiomegaly)).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(valuesOf(byLabel.Consolidation)).toEqual({});
    expect(valuesOf(micro)).toEqual({ precision: 2 / 3, recall: 2 / 5, f1: 4 / 8 });
    expect(macroF1?.value).toBe(1 / 3);
  });

  it('are full for the same reports, and count each outcome once', () => {
    const same = clinicalMetrics(
      many.map((exam) => ({ ...exam, generated: exam.reference })),
      options,
    );
    for (const one of [same.all, same.labels.micro, ...Object.values(same.byFinding)])
      expect([one.precision, one.recall, one.f1].map((estimate) => estimate?.value)).toEqual([1, 1, 1]);
    expect([same.sideAccuracy?.value, same.sizeErrorMm?.value, same.allNormal?.value]).toEqual([1, 0, 0]);
    const { all, byOrgan, byFinding } = clinicalMetrics(many, options);
    const missed = many
      .flatMap(({ generated, reference }) => compareReports(generated, reference).findings)
      .filter(({ outcome }) => outcome === 'missed').length;
    for (const groups of [[all], Object.values(byOrgan), Object.values(byFinding)])
      expect(groups.reduce((sum, group) => sum + group.missed!.value, 0)).toBe(missed);
  });

  it('do not depend on the order of exams, and hold no number that is not one', () => {
    const one = clinicalMetrics(many, options);
    expect(clinicalMetrics(many.toReversed(), options)).toEqual(one);
    expect(JSON.stringify([one, metrics, clinicalMetrics([], options)])).not.toContain('null');
  });
});

describe('two generators', () => {
  it('differ by what they differ in, also where only one speaks of a finding', () => {
    const rivals = exams.map(({ patient, reference, generated }) => {
      return { patient, reference, generated: [reference, generated] as const };
    });
    const { one, other, difference } = compareClinically(rivals, options);
    expect(other.all).toEqual(clinicalMetrics(exams, options).all);
    expect(one.all.f1?.value).toBe(1);
    expect(difference.all.f1?.value).toBeCloseTo(1 - 4 / 7, 12);
    expect(difference.byFinding.cardiomegaly.invented?.value).toBe(-1);
    expect(difference.allNormal?.value).toBeCloseTo(-1 / 3, 12);
    expect(compareClinically(rivals.toReversed(), options).difference).toEqual(difference);
  });
});
