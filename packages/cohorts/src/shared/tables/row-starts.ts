import { parse } from 'csv-parse/sync';

/** How rows of a table begin: the shapes of their first cells. */
export interface RowStarts {
  add(firstCell: string): void;
  /** True as long as no shape is known. */
  has(firstCell: string): boolean;
  /** Whether a line begins as a row does. */
  beginsRow(line: string): boolean;
}

/** Tables with more shapes than this have ids of no shape. */
const MOST_SHAPES = 1000;

export function createRowStarts(delimiter: string): RowStarts {
  const shapes = new Set<string>();
  const has = (cell: string) => shapes.size === 0 || shapes.size >= MOST_SHAPES || shapes.has(shapeOf(cell));
  return {
    add: (cell) => void (shapes.size < MOST_SHAPES && shapes.add(shapeOf(cell))),
    has,
    beginsRow: (line) => line.includes(delimiter) && has(line.split(delimiter, 1)[0]),
  };
}

/** `a_0_a_0.a.a` of `train_12_a_1.nii.gz`. */
const shapeOf = (text: string) =>
  text
    .replace(/^\s*"?|"?\s*$/g, '')
    .replace(/[A-Za-z]+/g, 'a')
    .replace(/\d+/g, '0');

/** A quote opened a cell and closed within it, so that the cell ended with its line. */
export const isOddlyQuoted = (record: readonly string[]): boolean =>
  record.some((cell) => cell.startsWith('"') && !cell.endsWith('"'));

/**
 * Whether a record took in rows below it: a quote of it does not close until one of theirs does, and the number of cells may
 * even be right. It shows where quotes are not as they should be and a line within the record begins as the record does
 * (`train_2_a_1.nii.gz,` in that of `train_1_a_1.nii.gz`). Odd quotes alone are common, and no harm.
 */
export async function swallowsRows(
  record: readonly string[],
  delimiter: string,
  bytes: () => Promise<Buffer>,
): Promise<boolean> {
  if (!record.some((cell) => cell.includes('"') && cell.includes('\n'))) return false;
  const raw = (await bytes()).toString('latin1').trimStart();
  const own = createRowStarts(delimiter);
  own.add(record[0]);
  if (!raw.split('\n').slice(1).some(own.beginsRow)) return false;
  try {
    parse(raw, { delimiter, record_delimiter: ['\r\n', '\n'], relax_column_count: true, skip_empty_lines: true });
    return false;
  } catch {
    return true;
  }
}
