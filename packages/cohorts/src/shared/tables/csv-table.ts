import { parse } from 'csv-parse/sync';
import { encodingProblem } from '@totalfm/core';
import { openCsvBytes, type CsvBytes } from './csv-bytes.ts';
import { csvRecords, parsing, type CsvRecord } from './csv-records.ts';
import { tableError, type RowProblem, type Table, type TableRow } from './table.ts';

/** A table of text, separated by commas, semicolons or tabs, whichever its header has most of. Throws `TFM_COHORT_TABLE`. */
export async function openCsvTable(file: string, head: Uint8Array, encoding: string): Promise<Table> {
  const source = await openCsvBytes(file, head, encoding);
  const delimiter = delimiterOf(await source.slice(0, 64 * 1024));
  const header = await headerOf(file, source, delimiter);
  const reading = { source, width: header.length };
  return {
    file,
    header,
    async *rows(columns, signal) {
      let first = true;
      for await (const record of csvRecords(source, delimiter, signal)) {
        if (!first) yield rowOf(record, columns, reading);
        first = false;
      }
    },
    async row(place, columns) {
      const bytes = await source.slice(place.start, place.end);
      const [parsed] = parse(bytes, { ...parsing(delimiter), info: false }) as unknown as readonly string[][];
      return rowOf({ place, cells: parsed }, columns, reading);
    },
  };
}

async function headerOf(file: string, source: CsvBytes, delimiter: string): Promise<readonly string[]> {
  for await (const { cells, unclosedTo } of csvRecords(source, delimiter)) {
    const names = cells.map((cell) => source.decode(cell)?.trim());
    if (unclosedTo === undefined && names.every((name) => name !== undefined)) return names;
    const { what } = encodingProblem(Buffer.from(cells.join(''), 'latin1'), source.encoding);
    throw tableError(
      file,
      unclosedTo === undefined
        ? `The header of ${file} ${what}.`
        : `A quote opens in the header of ${file} and never closes.`,
      'Save it as UTF-8, or name its encoding by the option `encoding`.',
    );
  }
  throw tableError(file, `${file} is empty.`, 'Give a table with a header and one row for each exam.');
}

/** The separator that the header has most of, outside of quotes. */
function delimiterOf(head: Buffer): string {
  const text = head.toString('latin1').replace(/"[^"]*"/g, '');
  const line = text.trimStart().split(/\r?\n/, 1)[0];
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

interface Reading {
  readonly source: CsvBytes;
  /** Columns of the header. */
  readonly width: number;
}

function rowOf(
  { place, cells, unclosedTo }: CsvRecord,
  columns: readonly number[],
  { source, width }: Reading,
): TableRow {
  const texts = columns.map((column) => source.decode(cells[column] ?? ''));
  const read = texts.map((text) => text ?? '');
  if (unclosedTo !== undefined) return { place, cells: read, problem: neverCloses(place.line, unclosedTo) };
  const odd = cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '');
  if (odd) return { place, cells: read, problem: misfit(cells, width) };
  const unread = texts.indexOf(undefined);
  if (unread < 0) return { place, cells: read };
  const { what } = encodingProblem(Buffer.from(cells[columns[unread]], 'latin1'), source.encoding);
  return {
    place,
    cells: read,
    problem: {
      message: `a cell ${what}.`,
      fix: 'Save the table as UTF-8, or name its encoding by the option `encoding`.',
    },
  };
}

const neverCloses = (line: number, last: number): RowProblem => ({
  message: `a quote opens in this row and does not close in it${last > line ? `; the lines to ${last} were left out` : ''}.`,
  fix: 'Close the quote, and double the quotes inside of a cell.',
});

function misfit(cells: readonly string[], width: number): RowProblem {
  const lines = cells.join('').split('\n').length;
  const over = lines > 1 ? ` over ${lines} lines` : '';
  return {
    message: `the row has ${cells.length} cells${over} where the header has ${width}.`,
    fix: 'Quote cells that hold separators or line breaks, and double the quotes inside of a cell.',
  };
}
