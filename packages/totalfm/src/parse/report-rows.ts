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
export async function* readReports(
  file: string,
  columns: TableColumns,
  needed: readonly string[] = [],
): AsyncGenerator<ReportRow> {
  if (/\.csv$/i.test(file)) yield* readTable(file, columns, needed);
  else {
    const bytes = withoutUtf16(
      await readFile(file).catch((error: unknown) => {
        throw diskError(error, file);
      }),
    );
    const { text, isUtf8 } = decodeCell(bytes.toString('latin1'));
    yield {
      id: basename(file).replace(/\.[^.]*$/, ''),
      row: 1,
      line: 1,
      text,
      cells: new Map(),
      warnings: isUtf8 ? [] : [encodingWarning(file, 1)],
    };
  }
}

interface TableRecord {
  readonly record: readonly string[];
  /** Of the file up to the record's end. */
  readonly lines: number;
  readonly bytes: number;
}

async function* readTable(
  file: string,
  { textColumn, idColumn }: TableColumns,
  needed: readonly string[],
): AsyncGenerator<ReportRow> {
  let header: readonly string[] | undefined;
  let row = 0;
  const seen = new Set<string>();
  for await (const { record, lines: line } of recordsOf(file)) {
    if (!header) {
      header = checkHeader(
        file,
        (record ?? []).map((cell) => decodeCell(cell).text.trim()),
        [textColumn, ...(idColumn === undefined ? [] : [idColumn]), ...needed],
      );
      continue;
    }
    row++;
    if (record) yield readRow({ file, header, record, row, line, textColumn, idColumn, seen });
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

/**
 * The records of a table, one undefined for each whose quote never closes: reading goes on at the line after it, so that
 * one quote does not swallow the rest of the file.
 */
async function* recordsOf(
  file: string,
): AsyncGenerator<Omit<TableRecord, 'record'> & { readonly record?: readonly string[] }> {
  const source = await openBytes(file);
  let bytes = 0;
  let lines = 0;
  for (;;) {
    let unclosed = false;
    const parser = source.from(bytes).pipe(
      parse({
        encoding: 'latin1',
        info: true,
        record_delimiter: ['\r\n', '\n'],
        skip_empty_lines: true,
        relax_quotes: true,
        relax_column_count: true,
        skip_records_with_error: true,
        on_skip: () => void (unclosed = true),
      }),
    );
    const [startBytes, startLines] = [bytes, lines];
    for await (const { record, info } of parser as AsyncIterable<{
      record: readonly string[];
      info: { lines: number; bytes: number };
    }>) {
      bytes = startBytes + info.bytes;
      lines = startLines + info.lines;
      yield { record, lines, bytes };
    }
    if (!unclosed) return;
    bytes = await source.nextLine(bytes);
    yield { lines: ++lines, bytes };
  }
}

interface ByteSource {
  /** The bytes from this one on; a byte-order mark is left out. */
  from(start: number): Readable;
  /** Where the first line after this byte that holds anything ends. */
  nextLine(start: number): Promise<number>;
}

/** Files with a UTF-16 mark are read whole; all others are streamed. */
async function openBytes(file: string): Promise<ByteSource> {
  try {
    if (!(await stat(file)).isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
    const handle = await open(file);
    const { buffer } = await handle.read(Buffer.alloc(3), 0, 3, 0).finally(() => handle.close());
    const whole = withoutUtf16(buffer) === buffer ? undefined : withoutUtf16(await readFile(file));
    const mark = whole === undefined && buffer.equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    const from = (start: number) =>
      whole ? Readable.from([whole.subarray(start)]) : createReadStream(file, { start: start + mark });
    return {
      from,
      async nextLine(start) {
        let at = start;
        let filled = false;
        for await (const chunk of from(start) as AsyncIterable<Buffer>) {
          for (const byte of chunk) {
            at++;
            if (byte === 0x0a && filled) return at;
            filled ||= byte > 0x20;
          }
        }
        return at;
      },
    };
  } catch (error) {
    throw diskError(error, file);
  }
}

function checkHeader(file: string, header: readonly string[], needed: readonly string[]): readonly string[] {
  const missing = needed.find((name) => !header.includes(name));
  if (missing === undefined) return header;
  if (header.some((name) => name.includes('\0')))
    throw appErrors.TFM_REPORT_TABLE({
      file,
      line: 1,
      message: 'The file is not a table of text.',
      fix: 'Give a CSV file with a header and one report a row.',
    });
  // A table without a header has a report in its first row: nothing that may be a sentence is told.
  const names = header.filter((name) => /^[\w ()/-]{1,40}$/.test(name));
  const some =
    names.length === 0
      ? 'none that looks like a name'
      : `${names
          .slice(0, 8)
          .map((name) => `\`${name}\``)
          .join(', ')}${header.length > 8 ? ', …' : ''}`;
  throw appErrors.TFM_REPORT_TABLE({
    file,
    line: 1,
    option: missing,
    message: `The table has no column \`${missing}\`; it has ${some}.`,
    fix: (names.length > 0 && didYouMean(missing, names)) || 'Name its columns with --text-column and --id-column.',
  });
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
    warnings.push(
      appErrors
        .TFM_REPORT_ID_DUPLICATE({
          file,
          line,
          exam: id,
          message: `Row ${row} has the id of an earlier row.`,
          fix: 'Both are kept; `row` tells them apart.',
        })
        .toJSON(),
    );
  }
  seen.add(id);
  if (record.length === header.length) return { id, row, line, text: cells.get(textColumn), cells, warnings };
  const failure = appErrors.TFM_REPORT_ROW({
    file,
    line,
    exam: id,
    message: `Row ${row} has ${record.length} cells where the header has ${header.length}.`,
    fix: 'Quote cells that hold commas or line breaks.',
  });
  return { id, row, line, cells, warnings, failure: failure.toJSON() };
}

const encodingWarning = (file: string, line: number): ErrorRecord =>
  toErrorRecord(
    appErrors.TFM_REPORT_ENCODING({
      file,
      line,
      message: 'The text is not UTF-8; it was read as Windows-1252.',
      fix: 'Save it as UTF-8.',
    }),
  );
