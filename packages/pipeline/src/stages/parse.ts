import type { ParsedReport } from '@totalfm/core';
import { defineStage, jsonPieces, partsOf, readJsonLines, streamJsonLines, type Artifact } from '@totalfm/runtime';
import { join } from 'node:path';
import { pipelineErrors } from '../errors.ts';
import { parser } from '../slots.ts';
import { ingest } from './ingest.ts';

const reportsFile = 'reports.jsonl';

/** One line of `reports.jsonl`. */
export interface ParsedExam {
  readonly exam: string;
  readonly report: ParsedReport;
}

/** The parsed reports of a finished artifact, in the cohort's order. */
export const readReports = ({ dir }: Pick<Artifact, 'dir'>): Promise<readonly ParsedExam[]> =>
  readJsonLines<ParsedExam>(join(dir, reportsFile));

/** The same, exam by exam. */
export const streamReports = ({ dir }: Pick<Artifact, 'dir'>): AsyncIterable<ParsedExam> =>
  streamJsonLines<ParsedExam>(join(dir, reportsFile));

/** Splits reports into findings by organ. An exam without one stays, with nothing mentioned and a warning. */
export const parse = defineStage({
  name: 'parse',
  title: 'Findings in reports',
  uses: { parser },
  reads: { exam: partsOf(ingest, 'report') },
  async perExam({ parser }, { exam }, { signal, warn }) {
    const text = await exam.report(signal);
    if (!text?.trim()) {
      warn(noReport(exam.id, text));
      return { result: nothing };
    }
    const { notices = [], ...report } = await parser.parse(text, signal);
    for (const notice of notices) warn({ ...notice, where: { stage: 'parse', ...notice.where } });
    return { result: report };
  },
  concurrency: ({ parser }) => parser.concurrency ?? 1,
  pieces: jsonPieces<ParsedReport>(reportsFile, 'report'),
});

const nothing: ParsedReport = { findings: [], mentioned: [] };

const noReport = (exam: string, text: string | undefined) =>
  pipelineErrors
    .TFM_REPORT_MISSING({
      exam,
      stage: 'parse',
      message: text === undefined ? 'The exam has no report.' : 'The report is empty.',
      fix: 'Add the report, or leave it: its organs count as unmentioned.',
    })
    .toJSON();
