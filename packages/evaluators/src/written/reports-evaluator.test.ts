import {
  silentProgress,
  TotalFmError,
  type EvaluationContext,
  type ExamReports,
  type ExamTruth,
  type WrittenReport,
} from '@totalfm/core';
import { metricsOf, parseJson, reportsDetails, runJson, runMetrics } from '@totalfm/run-format';
import { expectCodedError, pairReader, parseTestReport, testAnatomy, testReport } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { reportsEvaluator, type ReportsOptions } from './reports-evaluator.ts';

const report = (kidney: readonly string[], liver: readonly string[]): WrittenReport =>
  testReport({ ...(kidney.length > 0 && { kidney }), ...(liver.length > 0 && { liver }) });

const truths: Readonly<Record<string, ExamTruth>> = {
  e1: {
    findings: [
      { organ: 'kidney', finding: 'renal_cyst', side: 'left', sizeMm: 11 },
      // The report leaves it out.
      { organ: 'kidney', finding: 'renal_stone', side: 'right' },
      { organ: 'spleen', finding: 'splenomegaly' },
    ],
    assessed: ['renal_cyst', 'renal_stone', 'hepatic_cyst', 'splenomegaly'],
  },
  e2: {
    findings: [{ organ: 'liver', finding: 'hepatic_cyst' }],
    assessed: ['renal_cyst', 'renal_stone', 'hepatic_cyst'],
  },
};

const exam = (id: string, patient: string, said: string, byGenerator: ExamReports['byGenerator']): ExamReports => ({
  exam: id,
  patient,
  reference: parseTestReport(said),
  truth: truths[id],
  byGenerator,
});

/** `nearest` fails on the third exam. */
const exams = [
  exam('e1', 'a', 'There is a renal cyst of 10 mm on the left. The liver is normal.', {
    composed: report(
      ['There is a renal cyst of 13 mm on the left.', 'There is a renal stone on the right.'],
      ['The liver is normal.'],
    ),
    nearest: report(['There is a renal cyst on the right.'], []),
  }),
  exam('e2', 'b', 'There is a hepatic cyst. There is hepatomegaly.', {
    composed: report(['The kidney is normal.'], []),
    nearest: report(['There is a renal stone.'], ['The liver is normal.']),
  }),
  exam('e3', 'b', 'The kidney is normal.', { composed: report(['The kidney is normal.'], []) }),
];

const contextOf = (some: readonly ExamReports[], generators = ['composed', 'nearest']): EvaluationContext => ({
  embedder: undefined as never,
  pairs: pairReader([]),
  anatomy: testAnatomy,
  written: {
    generators,
    async *read() {
      yield* some;
    },
    parse: async (text) => parseTestReport(text),
  },
  seed: 1,
  progress: silentProgress,
});

const make = async (options: Partial<ReportsOptions> = {}) =>
  reportsEvaluator.create({ options: { reference: 'report', resamples: 50, ...options }, needs: {}, references: {} });
const evaluate = async (options?: Partial<ReportsOptions>, some = exams) =>
  (await make(options)).evaluate(contextOf(some));
const valuesOf = (estimates: Readonly<Record<string, { readonly value: number } | null>>) =>
  Object.fromEntries(Object.entries(estimates).map(([id, one]) => [id, one && one.value]));

describe('written reports', async () => {
  const result = await evaluate();

  it('are measured by what they say of findings, as by hand', () => {
    expect(valuesOf(result.byGenerator!.composed)).toMatchObject({
      precision: 1 / 2,
      recall: 1,
      f1: 2 / 3,
      coverage: 1 / 3,
      recallOfAll: 1 / 3,
      f1OfAll: 2 / 5,
      errorsPerReport: 1,
      inventedPerReport: 1 / 3,
      missedPerReport: 0,
      notAssessedPerReport: 2 / 3,
      sideAccuracy: 1,
      sizeErrorMm: 3,
      allNormalShare: 1 / 2,
      labels18MicroF1: null,
    });
    expect(valuesOf(result.byGenerator!.nearest)).toMatchObject({
      precision: 1 / 2,
      recall: 1 / 3,
      f1: 2 / 5,
      coverage: 1,
      errorsPerReport: 3 / 2,
      sideAccuracy: 0,
      sizeErrorMm: null,
      allNormalShare: 0,
    });
  });

  it('are held against the truth as well, where it is known and was looked for', () => {
    // The stone is there. Nobody looked for hepatomegaly.
    expect(valuesOf(result.byGenerator!.composed)).toMatchObject({
      f1AgainstTruth: 1,
      inventedAgainstTruthPerReport: 0,
    });
    expect(valuesOf(result.byGenerator!.nearest)).toMatchObject({
      f1AgainstTruth: 2 / 5,
      inventedAgainstTruthPerReport: 1 / 2,
    });
  });

  it('share words with the sentences of the true ones, without headings', () => {
    // 7 of 8 words and 4 of 9, against references of 15 and 8.
    expect(result.byGenerator!.nearest.bleu1!.value).toBeCloseTo((11 / 17) * Math.exp(1 - 23 / 17), 9);
    expect(result.byGenerator!.composed.cider!.value).toBeGreaterThan(result.byGenerator!.nearest.cider!.value);
  });

  it('of two generators are compared on the exams that both wrote of', () => {
    const difference = valuesOf(result.differences!.nearest);
    expect(Object.keys(result.differences!)).toEqual(['nearest']);
    expect(difference.f1).toBeCloseTo(2 / 3 - 2 / 5, 12);
    expect(difference).toMatchObject({
      errorsPerReport: 0,
      inventedPerReport: 0,
      allNormalShare: 1 / 2,
      sizeErrorMm: null,
    });
  });

  it('have a score for each exam, whose mean is a measure', () => {
    expect(result.scores.map(({ exam, target, score }) => [exam, target, score])).toEqual([
      ['e1', 'composed', 1],
      ['e2', 'composed', 2],
      ['e3', 'composed', 0],
      ['e1', 'nearest', 0],
      ['e2', 'nearest', 3],
    ]);
    expect(result.measures.filter(({ statistic }) => statistic)).toMatchObject([
      { id: 'errorsPerReport', statistic: 'mean', better: 'lower' },
    ]);
  });

  it('stand beside the true ones, with what became of each finding', () => {
    const [{ reference, byGenerator }] = result.reports!;
    expect(reference).toEqual([
      {
        text: 'There is a renal cyst of 10 mm on the left.',
        statements: [{ organ: 'kidney', finding: 'renal_cyst', state: 'present', sides: ['left'], sizeMm: 10 }],
      },
      { text: 'The liver is normal.', statements: [{ organ: 'liver', state: 'absent', sides: [] }] },
    ]);
    expect(byGenerator.composed.outcomes).toEqual([
      {
        organ: 'kidney',
        finding: 'renal_cyst',
        outcome: 'hit',
        sideRight: true,
        statedSides: { named: 1, right: 1 },
        sizeErrorMm: 3,
      },
      { organ: 'kidney', finding: 'renal_stone', outcome: 'invented' },
    ]);
    expect(Object.keys(result.reports![2].byGenerator)).toEqual(['composed']);
  });

  it('come back from metrics.json, with tables by finding, organ and grade', () => {
    const metrics = parseJson(runJson(metricsOf([result]), runMetrics, 'metrics.json'), runMetrics, {});
    expect(metrics.reports.byGenerator).toEqual(result.byGenerator);
    const details = parseJson(JSON.stringify(metrics.reports.details), reportsDetails, {});
    expect(details).toMatchObject({
      exams: 3,
      examsWithTruth: 2,
      generators: {
        composed: { written: 3, failed: 0, unreadable: 0 },
        nearest: { written: 2, failed: 1, unreadable: 0 },
      },
    });
    expect(details.byFinding.map(({ id }) => id)).toEqual([
      'hepatic_cyst',
      'hepatomegaly',
      'renal_cyst',
      'renal_stone',
    ]);
    expect(details.byFinding[3]).toMatchObject({
      name: 'renal stone',
      organ: 'kidney',
      grade: 'tiny',
      byGenerator: { composed: { hits: 0, invented: 1, missed: 0, recall: null, f1: { value: 0 } } },
    });
    expect(details.byOrgan.find(({ id }) => id === 'liver')!.byGenerator).toMatchObject({
      composed: { notAssessed: 2, missed: 0 },
      nearest: { notAssessed: 0, missed: 2 },
    });
    expect(details.byGrade.map(({ id }) => id)).toEqual(['focal', 'whole-organ', 'tiny']);
  });

  it('can be held against the truth throughout', async () => {
    const { byGenerator, scores, reports } = await evaluate({ reference: 'truth' });
    expect(valuesOf(byGenerator!.composed)).toMatchObject({
      f1: 1,
      inventedPerReport: 0,
      errorsPerReport: 1 / 2,
      sizeErrorMm: 2,
    });
    expect(scores.map(({ exam }) => exam)).not.toContain('e3');
    expect(reports![2].byGenerator.composed.outcomes).toEqual([]);
    const unknown = exams.map((one) => ({ ...one, truth: undefined }));
    await expectCodedError(evaluate({ reference: 'truth' }, unknown), 'TFM_EVALUATE_NO_TRUTH');
    expect((await evaluate({}, unknown)).byGenerator!.composed.f1AgainstTruth).toBeNull();
  });

  it('of organs that the experiment does not have count for nothing', async () => {
    const liver = { organs: testAnatomy.organs.filter(({ organ }) => organ === 'liver') };
    const { byGenerator } = await (await make()).evaluate({ ...contextOf(exams), anatomy: liver });
    expect(valuesOf(byGenerator!.composed)).toMatchObject({ inventedPerReport: 0, notAssessedPerReport: 2 / 3 });
  });
});

describe('a report that is none', () => {
  const broken = (code: string) => {
    const { written, ...context } = contextOf(exams);
    const parse = async (text: string) => {
      if (text.includes('stone')) throw new TotalFmError(code, { message: 'It is none.', fix: 'Write one.' });
      return parseTestReport(text);
    };
    return { ...context, written: { ...written!, parse } };
  };

  it('says nothing, and takes no other down', async () => {
    const { byGenerator, details } = await (await make()).evaluate(broken('TFM_REPORT_LANGUAGE'));
    // The hit, too, was in the report with the stone.
    expect(valuesOf(byGenerator!.composed)).toMatchObject({ inventedPerReport: 0, notAssessedPerReport: 1, f1: null });
    expect(details.generators).toMatchObject({ composed: { unreadable: 1 }, nearest: { unreadable: 1 } });
  });

  it('is an error where it is the parser that fails', () =>
    expectCodedError(
      make().then((one) => one.evaluate(broken('TFM_LLM_FAILED'))),
      'TFM_LLM_FAILED',
    ));
});

describe('a generator without reports', () => {
  it('is told of, and has no measure', async () => {
    const result = await (await make()).evaluate(contextOf(exams, ['composed', 'broken', 'nearest']));
    expect(result.skipped).toEqual([{ target: 'broken', reason: 'it wrote no report' }]);
    expect(result.targets.map(({ id }) => id)).toEqual(['composed', 'nearest']);
    expect(new Set(Object.values(valuesOf({ ...result.byGenerator!.broken, ...result.differences!.broken })))).toEqual(
      new Set([null]),
    );
    expect(valuesOf(result.differences!.nearest).f1).toBeCloseTo(4 / 15, 12);
  });

  it('is refused where there is no other, before any work where that is known', async () => {
    const { fit } = await make();
    fit!(testAnatomy);
    fit!(testAnatomy, ['composed']);
    expect(() => fit!(testAnatomy, [])).toThrow(expect.objectContaining({ code: 'TFM_EVALUATE_NOTHING_WRITTEN' }));
    const evaluated = async (written: EvaluationContext['written']) =>
      (await make()).evaluate({ ...contextOf(exams), written });
    await expectCodedError(evaluated(undefined), 'TFM_EVALUATE_NOTHING_WRITTEN');
    await expectCodedError(evaluated(contextOf([]).written), 'TFM_EVALUATE_NOTHING_WRITTEN');
  });
});
