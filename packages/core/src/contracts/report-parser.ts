import type { ParsedReport } from '../domain/exam.ts';

/** Splits a report into findings by organ. The organs are the experiment's (need `tokens.Anatomy`). */
export interface ReportParser {
  /** `report` is the text as written; spans of the result point into it. */
  parse(report: string, signal?: AbortSignal): Promise<ParsedReport>;
}
