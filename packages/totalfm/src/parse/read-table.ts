import type { ErrorPlace, ErrorRecord } from '@totalfm/core';
import { appErrors } from '../errors.ts';
import type { DecodedCell } from './decode-cell.ts';
import { encodingFailure, encodingWarning } from './encoding-errors.ts';
import type { ReportRow, ReportSource } from './report-row.ts';
import { openTable } from './table-bytes.ts';
import { readHeader } from './table-header.ts';
import { recordsOf } from './table-records.ts';

/** The reports of a CSV table. `needed` are columns beside those of `source`. Throws `TFM_REPORT_TABLE`. */
export async function* readTable(
  file: string,
  { textColumn, idColumn, encoding }: ReportSource,
  needed: readonly string[],
): AsyncGenerator<ReportRow> {
  const table = await openTable(file, encoding);
  let header: readonly string[] | undefined;
  let row = 0;
  const seen = new Set<string>();
  for await (const { record, lines: line } of recordsOf(table)) {
    if (!header) {
      header = readHeader(file, (record ?? []).map(table.readCell), [
        textColumn,
        ...(idColumn === undefined ? [] : [idColumn]),
        ...needed,
      ]);
      continue;
    }
    row++;
    if (record)
      yield readRow({ file, header, cells: record.map(table.readCell), row, line, textColumn, idColumn, seen });
    else {
      const failure = appErrors.TFM_REPORT_ROW({
        file,
        line,
        exam: `row-${row}`,
        message: 'A quote opens in this row and never closes.',
        fix: 'Close the quote, and double the quotes inside of a cell.',
      });
      yield { id: `row-${row}`, row, line, cells: new Map(), warnings: [], failure: failure.toJSON() };
    }
  }
  if (row === 0)
    throw appErrors.TFM_REPORT_TABLE({
      file,
      message: header ? 'The table has a header and no rows.' : 'The table is empty.',
      fix: 'Give a CSV file with a header and one report a row.',
    });
}

interface RowParts extends Omit<ReportSource, 'encoding'> {
  readonly file: string;
  readonly header: readonly string[];
  readonly cells: readonly DecodedCell[];
  readonly row: number;
  readonly line: number;
  readonly seen: Set<string>;
}

function readRow({ file, header, cells: decoded, row, line, textColumn, idColumn, seen }: RowParts): ReportRow {
  const cells = new Map(decoded.slice(0, header.length).map(({ text = '' }, index) => [header[index], text]));
  const id = (idColumn === undefined ? '' : (cells.get(idColumn) ?? '').trim()) || `row-${row}`;
  const place = { file, line, exam: id };
  const problem = decoded.find((cell) => cell.problem)?.problem;
  const unread = decoded.find(({ text }) => text === undefined)?.problem;
  const warnings = [
    ...(problem && !unread ? [encodingWarning(place, problem)] : []),
    ...(seen.has(id) ? [duplicateWarning(place, row)] : []),
  ];
  seen.add(id);
  const base = { id, row, line, cells, warnings };
  if (unread) return { ...base, failure: encodingFailure(place, unread) };
  if (decoded.length === header.length) return { ...base, text: cells.get(textColumn) };
  const failure = appErrors.TFM_REPORT_ROW({
    ...place,
    message: `Row ${row} has ${decoded.length} cells where the header has ${header.length}.`,
    fix: 'Quote cells that hold commas or line breaks.',
  });
  return { ...base, failure: failure.toJSON() };
}

const duplicateWarning = (place: ErrorPlace, row: number): ErrorRecord =>
  appErrors
    .TFM_REPORT_ID_DUPLICATE({
      ...place,
      message: `Row ${row} has the id of an earlier row.`,
      fix: 'Both are kept; `row` tells them apart.',
    })
    .toJSON();
