import { throwIfAborted, toErrorRecord, type ErrorRecord, type ParsedReport, type ReportParser } from '@totalfm/core';
import { appErrors } from '../errors.ts';
import { withoutMarkup } from './markup.ts';
import type { ReportRow } from './report-row.ts';

/** A row with what a parser made of it; `parsed` is missing where `failure` says why. */
export interface ParsedRow extends ReportRow {
  readonly parsed?: ParsedReport;
}

export interface ParseOptions {
  readonly file: string;
  readonly signal?: AbortSignal;
}

/** Parses report after report, as many at once as the parser works on, in their order. A bad one is marked with its error, and the next one follows. */
export async function* parseReports(
  rows: AsyncIterable<ReportRow>,
  parser: ReportParser,
  { file, signal }: ParseOptions,
): AsyncGenerator<ParsedRow> {
  const underWay: Promise<ParsedRow>[] = [];
  const next = () => underWay.shift()!;
  for await (const row of rows) {
    throwIfAborted(signal);
    const parsed =
      row.failure || row.text === undefined ? Promise.resolve(row) : parseRow(row, row.text, parser, file, signal);
    // Who waits for the row sees the error; nobody may, where the work is given up before.
    parsed.catch(() => {});
    underWay.push(parsed);
    if (underWay.length >= (parser.concurrency ?? 1)) yield await next();
  }
  while (underWay.length > 0) yield await next();
}

async function parseRow(
  row: ReportRow,
  text: string,
  parser: ReportParser,
  file: string,
  signal?: AbortSignal,
): Promise<ParsedRow> {
  const { id, line } = row;
  const plain = withoutMarkup(text);
  const warnings = plain === undefined ? row.warnings : [...row.warnings, markupWarning(file, line, id)];
  try {
    const { notices = [], ...parsed } = await parser.parse(plain ?? text, signal);
    const told = [
      ...warnings,
      ...notices.map((notice) => ({ ...notice, where: { file, line, exam: id, ...notice.where } })),
    ];
    return { ...row, warnings: told, parsed: plain === undefined ? parsed : withSpansOf(text, parsed) };
  } catch (error) {
    throwIfAborted(signal);
    return { ...row, warnings, failure: toErrorRecord(error, { file, line, exam: id }) };
  }
}

/** Sentences as the report has them, tags included: the offsets are the same. */
function withSpansOf(report: string, { findings, mentioned }: ParsedReport): ParsedReport {
  return {
    mentioned,
    findings: findings.map((finding) => ({
      ...finding,
      sentence: { ...finding.sentence, text: report.slice(finding.sentence.start, finding.sentence.end) },
    })),
  };
}

const markupWarning = (file: string, line: number, exam: string): ErrorRecord =>
  appErrors
    .TFM_REPORT_MARKUP({
      file,
      line,
      exam,
      message: 'The report holds HTML; its tags were read as spaces.',
      fix: 'Export reports as plain text.',
    })
    .toJSON();
