import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { throwIfAborted } from '@totalfm/core';
import { tableError, type Table } from './table.ts';

/** Rows that are read at once while all are: a row group may hold the whole table. */
const LISTED_ROWS = 16_384;

/** Rows that are read with one of them, and kept for whoever opens the exams after one another. */
const OPENED_ROWS = 256;

type Rows = readonly Readonly<Record<string, unknown>>[];

/** A Parquet file. Throws `TFM_COHORT_TABLE`. */
export async function openParquetTable(file: string): Promise<Table> {
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  const header = parquetSchema(metadata).children.map(({ element }) => element.name);
  const count = Number(metadata.num_rows);
  const read = (start: number, rows: number, columns: readonly number[]) =>
    readRows(
      { file, buffer, metadata },
      [start, Math.min(start + rows, count)],
      columns.map((column) => header[column]),
    );
  const rowOf = (index: number, row: Rows[number], columns: readonly number[]) => ({
    place: { line: index + 1, start: index, end: index + 1 },
    cells: columns.map((column) => cellText(row[header[column]])),
  });
  let kept: { readonly key: string; readonly rows: Promise<Rows> } | undefined;
  return {
    file,
    header,
    async *rows(columns, signal) {
      for (let start = 0; start < count; start += LISTED_ROWS) {
        throwIfAborted(signal);
        const rows = await read(start, LISTED_ROWS, columns);
        for (const [index, row] of rows.entries()) yield rowOf(start + index, row, columns);
      }
    },
    async row({ start }, columns) {
      const first = start - (start % OPENED_ROWS);
      const key = `${first}:${columns.join()}`;
      if (kept?.key !== key) kept = { key, rows: read(first, OPENED_ROWS, columns) };
      return rowOf(start, (await kept.rows)[start - first], columns);
    },
  };
}

interface OpenFile {
  readonly file: string;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
}

async function readRows(
  { file, buffer, metadata }: OpenFile,
  [rowStart, rowEnd]: readonly [number, number],
  columns: string[],
): Promise<Rows> {
  try {
    return await parquetReadObjects({ file: buffer, metadata, rowStart, rowEnd, columns, useOffsetIndex: true });
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

const unreadable = (file: string, cause: unknown) =>
  tableError(file, `${file} cannot be read as Parquet.`, 'Write the table again, or save it as CSV.', cause);

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
