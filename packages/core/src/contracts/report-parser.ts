import type { ParsedReport } from '../domain/parsed-report.ts';

/** Splits a report into findings by organ. The organs are the experiment's (need `tokens.Anatomy`). */
export interface ReportParser {
  /** Reports that it can read at once; default 1. More only helps a parser that waits for something. */
  readonly concurrency?: number;
  /** `report` is the text as written; spans of the result point into it. */
  parse(report: string, signal?: AbortSignal): Promise<ParsedReport>;
}
