import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ErrorRecord } from '@totalfm/core';
import { diskError } from '@totalfm/imaging';
import { decodeCell } from './decode-cell.ts';
import { encodingFailure, encodingWarning } from './encoding-errors.ts';
import { readTable } from './read-table.ts';

/** One report of a file, in the file's order. */
export interface ReportRow {
  readonly id: string;
  /** Row of the table, from 1; the header does not count. */
  readonly row: number;
  /** Line of the file at which the row ends, from 1. */
  readonly line: number;
  /** The report; undefined where `failure` says why there is none. */
  readonly text?: string;
  /** Every cell, by the name of its column. */
  readonly cells: ReadonlyMap<string, string>;
  readonly failure?: ErrorRecord;
  readonly warnings: readonly ErrorRecord[];
}

/** What the command line says of a file of reports. */
export interface ReportSource {
  /** Column of a table that holds the reports. */
  readonly textColumn: string;
  /** Default: rows are numbered. */
  readonly idColumn?: string;
  /** WHATWG name of the encoding of a file without a byte-order mark. Default: UTF-8. */
  readonly encoding?: string;
}

/** Reports of a file: the rows of a CSV table, or the whole of any other file. */
export async function* readReports(
  file: string,
  source: ReportSource,
  needed: readonly string[] = [],
): AsyncGenerator<ReportRow> {
  if (/\.csv$/i.test(file)) yield* readTable(file, source, needed);
  else yield readWhole(file, source);
}

async function readWhole(file: string, { encoding }: ReportSource): Promise<ReportRow> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw diskError(error, file);
  });
  const id = basename(file).replace(/\.[^.]*$/, '');
  const place = { file, line: 1, exam: id };
  const { text, problem } = decodeCell(bytes, encoding);
  return {
    id,
    row: 1,
    line: 1,
    cells: new Map(),
    ...(text === undefined && problem ? { failure: encodingFailure(place, problem) } : { text }),
    warnings: text !== undefined && problem ? [encodingWarning(place, problem)] : [],
  };
}
