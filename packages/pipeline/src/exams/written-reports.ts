import {
  type ExamReports,
  type ExamTruth,
  type PairReader,
  type PairRow,
  type ParsedReport,
  type ReportGenerator,
  type ReportParser,
  type TrueFinding,
  type WrittenReport,
  type WrittenReports,
} from '@totalfm/core';
import type { Artifact } from '@totalfm/runtime';
import { generatorNames } from '../stages/generate.ts';
import { streamReports } from '../stages/parse.ts';
import { readWritten } from '../stages/write.ts';
import { examsOf } from './pairs-to-write-of.ts';

interface Given {
  readonly written: Artifact;
  readonly reports: Artifact;
  readonly pairs: PairReader;
}

/** Reports of test exams beside the true ones. The written ones are held together; true ones are read as they come. */
export function writtenReports(
  generators: readonly ReportGenerator[],
  parser: ReportParser,
  { written, reports, pairs }: Given,
): WrittenReports {
  return {
    generators: generatorNames(generators),
    parse: (text, signal) => parser.parse(text, signal),
    async *read() {
      const byExam = new Map<string, Record<string, WrittenReport>>();
      for await (const { exam, generator, report } of readWritten(written)) {
        const own = byExam.get(exam) ?? {};
        byExam.set(exam, { ...own, [generator]: report as WrittenReport });
      }
      const places = new Map<string, readonly number[]>();
      for (const own of examsOf(pairs, 'test')) places.set(pairs.columns.exams[pairs.columns.exam[own[0]]], own);
      for await (const { exam, report } of streamReports(reports)) {
        const own = places.get(exam);
        if (own) yield examReports(await pairs.rows(own), report, byExam.get(exam) ?? {});
      }
    },
  };
}

function examReports(
  rows: readonly PairRow[],
  reference: ParsedReport,
  byGenerator: ExamReports['byGenerator'],
): ExamReports {
  const [{ exam, patient }] = rows;
  const truth = truthOf(rows);
  return { exam, patient, reference, ...(truth && { truth }), byGenerator };
}

/** What is known to be true of an exam's organ volumes. */
function truthOf(rows: readonly PairRow[]): ExamTruth | undefined {
  const findings: TrueFinding[] = [];
  const assessed = new Set<string>();
  for (const { organ, side, truth = {} } of rows)
    for (const [finding, isThere] of Object.entries(truth)) {
      assessed.add(finding);
      if (isThere) findings.push({ finding, organ, ...(side && { side }) });
    }
  return assessed.size > 0 ? { findings, assessed: [...assessed] } : undefined;
}
