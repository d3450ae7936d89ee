import { isTotalFmError, type TotalFmError } from '@totalfm/core';
import { cohortErrors } from '../errors.ts';
import { rowError, type RowPlace, type Table } from './table.ts';

/** What is kept of an exam's row; or why nothing is, with what the row says so that a changed row is told. */
export type Kept<T> = { readonly value: T } | { readonly error: TotalFmError; readonly cells: readonly string[] };

/** The rows of a table by exam. */
export interface Joined<T> {
  readonly file: string;
  readonly rows: ReadonlyMap<string, Kept<T>>;
  /** Lines of broken rows that name no exam. */
  readonly lost: readonly number[];
}

export interface Joining<T> {
  /** The first is that of the exam. */
  readonly columns: readonly number[];
  /** The exam of a cell; undefined where the row is of none that is wanted. */
  readonly examOf: (cell: string) => string | undefined;
  /** What is kept of the other cells. Coded errors are that exam's. */
  readonly keep: (cells: readonly string[], place: RowPlace) => T;
  /** Whether two rows of one exam say the same. */
  readonly same: (a: T, b: T) => boolean;
}

/** Reads a table through, and keeps of each row what an exam needs of it. */
export async function joinRows<T>(table: Table, joining: Joining<T>, signal?: AbortSignal): Promise<Joined<T>> {
  const { file } = table;
  const rows = new Map<string, Kept<T>>();
  const lines = new Map<string, number>();
  const lost: number[] = [];
  for await (const { cells, place, problem } of table.rows(joining.columns, signal)) {
    const exam = joining.examOf(cells[0] ?? '');
    if (exam === undefined) {
      if (problem) lost.push(place.line);
      continue;
    }
    const kept: Kept<T> = problem ? { error: rowError(file, place, problem), cells } : keepRow();
    const other = rows.get(exam);
    if (!other) rows.set(exam, kept);
    else if (!('value' in other && 'value' in kept && joining.same(other.value, kept.value)))
      rows.set(exam, { error: twice(file, exam, [lines.get(exam) ?? 0, place.line]), cells });
    if (!other) lines.set(exam, place.line);

    function keepRow(): Kept<T> {
      try {
        return { value: joining.keep(cells.slice(1), place) };
      } catch (error) {
        if (!isTotalFmError(error)) throw error;
        return { error, cells };
      }
    }
  }
  return { file, rows, lost };
}

export const twice = (file: string, exam: string, [first, second]: readonly [number, number]): TotalFmError =>
  cohortErrors.TFM_COHORT_ID_TWICE({
    file,
    line: second,
    message: `${file}, line ${second}: ${exam} is in line ${first} as well, and the two do not say the same.`,
    fix: 'Keep the row that is right.',
  });
