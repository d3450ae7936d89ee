import { ctRate18 } from '@totalfm/anatomy';
import {
  isTotalFmError,
  throwIfAborted,
  type ComparedReports,
  type EvaluationContext,
  type ExamReports,
  type ParsedReport,
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
  /** False where the parser found no report in the text: it says nothing. */
  readonly readable: boolean;
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

type Parse = (text: string) => Promise<ParsedReport>;

async function readExam(
  { exam, patient, reference, truth, byGenerator }: ExamReports,
  asked: AskedFindings,
  parse: Parse,
): Promise<ReadExam> {
  const told = aboutAsked(reference, asked);
  const read = async (report: WrittenReport): Promise<ReadReport> => {
    const parsed = await parseOrNot(report.text, parse);
    const generated = { ...aboutAsked(parsed ?? nothing, asked), notAssessed: report.notAssessed };
    const compare = (reports: { readonly reference: StatedReport; readonly generated: StatedReport }) =>
      compareExam({ patient, ...reports }, ctRate18);
    return {
      report,
      text: writtenText(report),
      readable: parsed !== undefined,
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

const nothing: ParsedReport = { findings: [], mentioned: [] };

/**
 * Undefined for what a parser does not take as a report (it is empty, or in no language): that is the generator's fault, and no
 * other report's. A parser that fails for a reason of its own is an error.
 */
async function parseOrNot(text: string, parse: Parse): Promise<ParsedReport | undefined> {
  if (text.trim() === '') return undefined;
  try {
    return await parse(text);
  } catch (error) {
    if (isTotalFmError(error) && error.code.startsWith('TFM_REPORT_')) return undefined;
    throw error;
  }
}
