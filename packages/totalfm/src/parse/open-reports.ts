import type { LabelSet } from '@totalfm/anatomy';
import type { LedgerLine } from '@totalfm/core';
import type { ReportOptions } from './report-options.ts';
import { interruptible } from '../console/interruption.ts';
import { appErrors } from '../errors.ts';
import { openParser } from './open-parser.ts';
import { parseReports, type ParsedRow } from './parse-reports.ts';
import { readReports } from './report-rows.ts';
import { createTally, type Tally } from './tally.ts';

/** Reports that are parsed as they are read. Failures and warnings are in the tally by the time that a row arrives. */
export interface OpenReports {
  readonly file: string;
  readonly rows: AsyncIterable<ParsedRow>;
  readonly tally: Tally;
  /** Name of the parser. */
  readonly parser: string;
  ledger(): Promise<readonly LedgerLine[]>;
  done(): Promise<void>;
}

/** Opens the reports that the command line names, with its parser. Throws `TFM_USAGE`. */
export async function openReports(
  argument: string | undefined,
  options: ReportOptions,
  set: LabelSet | undefined,
  needed: readonly string[] = [],
): Promise<OpenReports> {
  const { report, textColumn, idColumn, encoding } = options;
  const file = argument ?? report;
  if (file === undefined || (argument !== undefined && report !== undefined)) {
    throw appErrors.TFM_USAGE({
      option: '--report',
      message: file === undefined ? 'No report is named.' : 'Two files are named.',
      fix: 'Give one file: a report, or a CSV table of reports.',
    });
  }
  const { parser, name, ledger, dispose } = await openParser(options, { labels: set });
  const signal = interruptible(() => process.stderr.write('\nstopping\n'));
  const tally = createTally();
  async function* tallied(): AsyncGenerator<ParsedRow> {
    for await (const row of parseReports(readReports(file!, { textColumn, idColumn, encoding }, needed), parser, {
      file: file!,
      signal,
    })) {
      tally.warned(row.warnings);
      if (row.failure) tally.failed(row.failure);
      yield row;
    }
  }
  return { file, rows: tallied(), tally, parser: name, ledger, done: dispose };
}
