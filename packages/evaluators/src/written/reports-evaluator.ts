import {
  defineComponent,
  throwIfAborted,
  tokens,
  type CaseScore,
  type ComparedReports,
  type EvaluationContext,
  type EvaluationResult,
  type TargetResult,
  type WrittenReports,
} from '@totalfm/core';
import type { ReportsDetails } from '@totalfm/run-format';
import { z } from 'zod';
import { needTestExams } from '../embed-splits.ts';
import { evaluatorErrors } from '../errors.ts';
import type { FindingOutcome } from '../reports/index.ts';
import { askedFindings } from './asked-findings.ts';
import { comparedWith, measureGenerators, type MeasuredGenerators } from './measure-generators.ts';
import { writtenMeasures } from './measures.ts';
import { readExams, type ReadExam, type ReadReport } from './read-exams.ts';
import { outcomeTables } from './tables.ts';

const options = z.strictObject({
  reference: z
    .enum(['report', 'truth'])
    .default('report')
    .describe(
      'What findings are held against: those that the report parser reads in the true report, or those that the cohort knows to be there (a true report leaves some out).',
    ),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type ReportsOptions = z.infer<typeof options>;

export const reportsEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'reports',
  description:
    'Written reports against the true ones: findings hit, invented and missed, sides, sizes, words; generators on the same exams.',
  options,
  create: ({ options }) => ({
    fit(_, generators) {
      if (generators?.length === 0) throw nothingWritten('The experiment has no step that writes reports.');
    },
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateReports(context, options),
  }),
});

/**
 * Every generator's reports against the true ones, as the experiment's report parser reads both: what it misreads, these
 * numbers misread, too. An exam on which a generator failed is none of its exams, and of no difference to it.
 */
async function evaluateReports(context: EvaluationContext, options: ReportsOptions): Promise<EvaluationResult> {
  const { written, anatomy, seed, signal } = context;
  throwIfAborted(signal);
  if (!written) throw nothingWritten('No report was written.');
  const exams = await readExams(written, context);
  if (exams.length === 0) throw nothingWritten('No report was written of any test exam.');
  if (options.reference === 'truth' && !exams.some(isKnown)) throw noTruth();
  throwIfAborted(signal);
  const { generators } = written;
  const measured = measureGenerators(generators, exams, { ...options, seed });
  const wrote = generators.filter((generator) => exams.some(({ byGenerator }) => generator in byGenerator));
  return {
    ...resultsOf(measured, generators, wrote),
    key: 'reports',
    title: 'Written reports',
    description: `Findings and words of written reports against ${options.reference === 'truth' ? 'what is known to be true' : 'the true reports'}.`,
    scores: scoresOf(exams, generators, options),
    reports: exams.map((exam) => comparedReports(exam, options)),
    details: {
      ...detailsOf(written, exams, options),
      ...outcomeTables(
        new Map(wrote.map((generator) => [generator, measured.findingsOf(generator)])),
        measured.layout,
        askedFindings(anatomy),
      ),
    } satisfies ReportsDetails,
  };
}

/** Targets are generators. One that wrote nothing is skipped, and all of its measures are null. */
function resultsOf(
  { byGenerator, differences }: MeasuredGenerators,
  generators: readonly string[],
  wrote: readonly string[],
) {
  const targets = wrote.map((generator): TargetResult => {
    const measures = Object.entries(byGenerator[generator]).flatMap(([id, value]) => (value ? [[id, value]] : []));
    return { id: generator, name: generator, measures: Object.fromEntries(measures) };
  });
  return {
    unit: 'generator',
    measures: writtenMeasures,
    primary: 'f1',
    targets,
    means: [],
    skipped: generators
      .filter((generator) => !wrote.includes(generator))
      .map((target) => ({ target, reason: 'it wrote no report' })),
    byGenerator,
    differences,
  };
}

const isKnown = ({ byGenerator }: ReadExam) => Object.values(byGenerator).some(({ known }) => known);

/** A report's errors, whose mean is `errorsPerReport`: what the same generator of two runs is compared by, exam against exam. */
function scoresOf(
  exams: readonly ReadExam[],
  generators: readonly string[],
  { reference }: ReportsOptions,
): CaseScore[] {
  return generators.flatMap((target) =>
    exams.flatMap(({ exam, patient, byGenerator }): CaseScore[] => {
      const report = byGenerator[target] as ReadReport | undefined;
      const compared = report && comparedWith(reference, report);
      if (!compared) return [];
      return [{ exam, patient, target, score: compared.findings.filter(({ outcome }) => outcome !== 'hit').length }];
    }),
  );
}

function comparedReports(
  { exam, patient, reference, byGenerator }: ReadExam,
  { reference: wanted }: ReportsOptions,
): ComparedReports {
  const read = Object.entries(byGenerator).map(([generator, one]) => {
    const outcomes: readonly FindingOutcome[] = comparedWith(wanted, one)?.findings ?? [];
    return [generator, { report: one.report, outcomes }] as const;
  });
  return { exam, patient, reference, byGenerator: Object.fromEntries(read) };
}

function detailsOf(
  { generators }: WrittenReports,
  exams: readonly ReadExam[],
  { reference, resamples }: ReportsOptions,
) {
  const count = (generator: string) => {
    const written = exams.flatMap(({ byGenerator }) => byGenerator[generator] ?? []);
    const unreadable = written.filter(({ readable }) => !readable).length;
    return [generator, { written: written.length, failed: exams.length - written.length, unreadable }] as const;
  };
  return {
    reference,
    exams: exams.length,
    examsWithTruth: exams.filter(isKnown).length,
    generators: Object.fromEntries(generators.map(count)),
    protocol: {
      finding: 'one of an organ, whatever the number of its lesions; all findings of all exams are counted together',
      silence: 'a finding of an organ that a report does not speak of, or does not assess, is no miss of f1 and recall',
      words: 'sentences about the organs of the experiment, without headings and impression',
      difference: 'the first generator minus the other, on the exams that both wrote of',
      interval: '95 % percentile bootstrap over patients',
      resamples,
    },
  };
}

const nothingWritten = (message: string) =>
  evaluatorErrors.TFM_EVALUATE_NOTHING_WRITTEN({
    stage: 'evaluate',
    component: 'reports',
    message,
    fix: 'Name a generator under `generate:`, or take `reports` out of `evaluate:`.',
  });

const noTruth = () =>
  evaluatorErrors.TFM_EVALUATE_NO_TRUTH({
    stage: 'evaluate',
    component: 'reports',
    option: 'reference',
    message: 'The cohort does not know what is true of any exam.',
    fix: 'Set `reference: report`.',
  });
