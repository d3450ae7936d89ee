import type { TotalFmError } from '@totalfm/core';
import { cohortErrors } from '../errors.ts';

/** Where a row lies in its table, so that it can be read again. */
export interface RowPlace {
  /** Of the file, from 1, where the row starts; the row's number in a table without lines (Parquet). */
  readonly line: number;
  /** Bytes of a table of text; row numbers of any other. */
  readonly start: number;
  readonly end: number;
}

export interface TableRow {
  readonly place: RowPlace;
  /** Cells of the columns that were asked for, in that order; as far as they can be read. */
  readonly cells: readonly string[];
  /** Why the row cannot be used. */
  readonly problem?: RowProblem;
}

export interface RowProblem {
  /** Without report text. */
  readonly message: string;
  readonly fix: string;
}

/** A table of any format. Columns are told by their places in the header. */
export interface Table {
  readonly file: string;
  readonly header: readonly string[];
  /** Every row, in order, one after another: nothing is kept of those that were given. */
  rows(columns: readonly number[], signal?: AbortSignal): AsyncIterable<TableRow>;
  /** One row again. */
  row(place: RowPlace, columns: readonly number[]): Promise<TableRow>;
}

export const tableError = (file: string, message: string, fix: string, cause?: unknown): TotalFmError =>
  cohortErrors.TFM_COHORT_TABLE({ file, message, fix, cause });

/** What is wrong with a row, with its file and line. */
export const rowError = (file: string, { line }: Pick<RowPlace, 'line'>, { message, fix }: RowProblem): TotalFmError =>
  cohortErrors.TFM_COHORT_ROW({ file, line, message: `${file}, line ${line}: ${message}`, fix });
