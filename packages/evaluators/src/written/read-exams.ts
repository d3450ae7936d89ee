import { ctRate18 } from '@totalfm/anatomy';
import {
  throwIfAborted,
  type ComparedReports,
  type EvaluationContext,
  type ExamReports,
  type WrittenReport,
  type WrittenReports,
} from '@totalfm/core';
import { compareExam, type ComparedExam } from '../reports/clinical/exam-terms.ts';
import type { StatedReport } from '../reports/index.ts';
import { aboutAsked, askedFindings, type AskedFindings } from './asked-findings.ts';
import { referenceSentences, referenceText, writtenText } from './report-text.ts';
import { againstTruth } from './true-statements.ts';

/** An exam's reports, read and compared: all that measures and pages are made of. */
export interface ReadExam extends Pick<ComparedReports, 'exam' | 'patient' | 'reference'> {
  readonly text: string;
  /** By generator; one that failed on the exam is missing. */
  readonly byGenerator: Readonly<Record<string, ReadReport>>;
}

export interface ReadReport {
  readonly report: WrittenReport;
  readonly text: string;
  /** Against what the true report says. */
  readonly told: ComparedExam;
  /** Against what is known to be true; absent where the cohort knows nothing. */
  readonly known?: ComparedExam;
}

/** Reads and compares every report. An exam's parsed reports are let go before the next exam is read. */
export async function readExams(written: WrittenReports, context: EvaluationContext): Promise<readonly ReadExam[]> {
  const { anatomy, signal } = context;
  const asked = askedFindings(anatomy);
  const exams: ReadExam[] = [];
  for await (const exam of written.read()) {
    throwIfAborted(signal);
    exams.push(await readExam(exam, asked, (text) => written.parse(text, signal)));
  }
  return exams;
}

async function readExam(
  { exam, patient, reference, truth, byGenerator }: ExamReports,
  asked: AskedFindings,
  parse: (text: string) => ReturnType<WrittenReports['parse']>,
): Promise<ReadExam> {
  const told = aboutAsked(reference, asked);
  const read = async (report: WrittenReport): Promise<ReadReport> => {
    const generated = { ...aboutAsked(await parse(report.text), asked), notAssessed: report.notAssessed };
    const compare = (reports: { readonly reference: StatedReport; readonly generated: StatedReport }) =>
      compareExam({ patient, ...reports }, ctRate18);
    return {
      report,
      text: writtenText(report),
      told: compare({ reference: told, generated }),
      ...(truth && { known: compare(againstTruth(generated, truth, asked)) }),
    };
  };
  const generators = Object.entries(byGenerator).map(
    async ([generator, report]) => [generator, await read(report)] as const,
  );
  const sentences = referenceSentences(told.findings);
  return {
    exam,
    patient,
    reference: sentences,
    text: referenceText(sentences),
    byGenerator: Object.fromEntries(await Promise.all(generators)),
  };
}
