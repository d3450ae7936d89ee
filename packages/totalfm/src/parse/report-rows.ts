import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { toErrorRecord, type ErrorRecord } from '@totalfm/core';
import { diskError } from '@totalfm/imaging';
import { didYouMean } from '@totalfm/runtime';
import { parse } from 'csv-parse';
import { appErrors } from '../errors.ts';
import { decodeCell, withoutUtf16 } from './decode-cell.ts';

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

export interface TableColumns {
  readonly textColumn: string;
  /** Default: rows are numbered. */
  readonly idColumn?: string;
}

/** Reports of a file: the rows of a CSV table, or the whole of any other file. */
export async function* readReports(file: string, columns: TableColumns, needed: readonly string[] = []): AsyncGenerator<ReportRow> {
  if (/\.csv$/i.test(file)) yield* readTable(file, columns, needed);
  else {
    const bytes = withoutUtf16(await readFile(file).catch((error: unknown) => { throw diskError(error, file); }));
    const { text, isUtf8 } = decodeCell(bytes.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, ''));
    yield { id: basename(file).replace(/\.[^.]*$/, ''), row: 1, line: 1, text, cells: new Map(), warnings: isUtf8 ? [] : [encodingWarning(file, 1)] };
  }
}

interface Record { readonly record: readonly string[]; readonly info: { readonly lines: number } }

async function* readTable(file: string, { textColumn, idColumn }: TableColumns, needed: readonly string[]): AsyncGenerator<ReportRow> {
  const broken: number[] = [];
  const records = (await bytesOf(file)).pipe(
    parse({
      encoding: 'latin1', bom: true, info: true, record_delimiter: ['\r\n', '\n'], skip_empty_lines: true,
      relax_quotes: true, relax_column_count: true, skip_records_with_error: true,
      on_skip: (error) => void broken.push(Number(error?.lines ?? 0)),
    }),
  );
  let header: readonly string[] | undefined;
  let row = 0;
  const seen = new Set<string>();
  const firstBroken = () => appErrors.TFM_REPORT_ROW({ file, line: broken.at(-1), message: 'A quote that opens in this row, or in one before it, never closes.', fix: 'Close the quote, and double the quotes inside of a cell.' });
  for await (const { record, info } of records as AsyncIterable<Record>) {
    if (!header) {
      header = checkHeader(file, record.map((cell) => decodeCell(cell).text.replace(/^\ufeff/, '').trim()), [textColumn, ...(idColumn === undefined ? [] : [idColumn]), ...needed]);
      continue;
    }
    row++;
    yield readRow({ file, header, record, row, line: info.lines, textColumn, idColumn, seen });
  }
  if (broken.length > 0) yield { id: `row-${row + 1}`, row: row + 1, line: broken[0], cells: new Map(), warnings: [], failure: firstBroken().toJSON() };
  else if (row === 0) throw appErrors.TFM_REPORT_TABLE({ file, message: header ? 'The table has a header and no rows.' : 'The table is empty.', fix: 'Give a CSV file with a header and one report a row.' });
}

/** Files with a UTF-16 mark are read whole; all others are streamed. */
async function bytesOf(file: string): Promise<Readable> {
  try {
    if (!(await stat(file)).isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
    const handle = await open(file);
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0).finally(() => handle.close());
    if (withoutUtf16(buffer) === buffer) return createReadStream(file);
    return Readable.from([withoutUtf16(await readFile(file))]);
  } catch (error) {
    throw diskError(error, file);
  }
}

function checkHeader(file: string, header: readonly string[], needed: readonly string[]): readonly string[] {
  const missing = needed.find((name) => !header.includes(name));
  if (missing === undefined) return header;
  const some = `${header.slice(0, 8).map((name) => `\`${name.slice(0, 40)}\``).join(', ')}${header.length > 8 ? ', …' : ''}`;
  throw appErrors.TFM_REPORT_TABLE({ file, line: 1, option: missing, message: `The table has no column \`${missing}\`; it has ${some}.`, fix: didYouMean(missing, header) || 'Name its columns with --text-column and --id-column.' });
}

interface RowParts extends TableColumns {
  readonly file: string;
  readonly header: readonly string[];
  readonly record: readonly string[];
  readonly row: number;
  readonly line: number;
  readonly seen: Set<string>;
}

function readRow({ file, header, record, row, line, textColumn, idColumn, seen }: RowParts): ReportRow {
  const decoded = record.map(decodeCell);
  const cells = new Map(decoded.slice(0, header.length).map(({ text }, index) => [header[index], text]));
  const warnings: ErrorRecord[] = decoded.every(({ isUtf8 }) => isUtf8) ? [] : [encodingWarning(file, line)];
  const id = (idColumn === undefined ? '' : (cells.get(idColumn) ?? '').trim()) || `row-${row}`;
  if (seen.has(id)) {
    warnings.push(appErrors.TFM_REPORT_ID_DUPLICATE({ file, line, exam: id, message: `Row ${row} has the id of an earlier row.`, fix: 'Both are kept; `row` tells them apart.' }).toJSON());
  }
  seen.add(id);
  if (record.length === header.length) return { id, row, line, text: cells.get(textColumn), cells, warnings };
  const failure = appErrors.TFM_REPORT_ROW({ file, line, exam: id, message: `Row ${row} has ${record.length} cells where the header has ${header.length}.`, fix: 'Quote cells that hold commas or line breaks.' });
  return { id, row, line, cells, warnings, failure: failure.toJSON() };
}

const encodingWarning = (file: string, line: number): ErrorRecord =>
  toErrorRecord(appErrors.TFM_REPORT_ENCODING({ file, line, message: 'The text is not UTF-8; it was read as Windows-1252.', fix: 'Save it as UTF-8.' }));
