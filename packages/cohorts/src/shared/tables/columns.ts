import { cohortErrors } from '../errors.ts';
import type { Table } from './table.ts';

export interface WantedColumn {
  readonly name: string;
  /** What else it is called elsewhere. */
  readonly aliases?: readonly string[];
  /** The table may lack it. */
  readonly optional?: boolean;
}

/**
 * The places of columns in a table's header; −1 for an optional one that it lacks. Case, spaces, dashes and underscores do not
 * count, but an exact name goes before. Throws `TFM_COHORT_TABLE`, which names every column that is missing.
 */
export function columnsOf<Key extends string>(
  { file, header }: Pick<Table, 'file' | 'header'>,
  wanted: Readonly<Record<Key, WantedColumn>>,
): Record<Key, number> {
  const plain = header.map(plainName);
  const find = ({ name, aliases = [] }: WantedColumn) => {
    const exact = header.indexOf(name);
    if (exact >= 0) return exact;
    const [found = -1] = [name, ...aliases].map((one) => plain.indexOf(plainName(one))).filter((at) => at >= 0);
    return found;
  };
  const entries = Object.entries<WantedColumn>(wanted).map(([key, column]) => ({ key, column, at: find(column) }));
  const missing = entries.filter(({ column, at }) => at < 0 && !column.optional).map(({ column }) => column.name);
  if (missing.length > 0)
    throw cohortErrors.TFM_COHORT_TABLE({
      file,
      line: 1,
      message: `${file} has no column ${listed(missing)}; it has ${namesOf(header)}.`,
      fix: 'Name its columns by the options of the cohort, or give the table that has them.',
    });
  return Object.fromEntries(entries.map(({ key, at }) => [key, at])) as Record<Key, number>;
}

const plainName = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A table without a header has a report in its first row: nothing that may be a sentence is told. */
function namesOf(header: readonly string[]): string {
  const names = header.filter((name) => /^[\w ()/-]{1,40}$/.test(name));
  return names.length === 0 ? 'none that looks like a name' : listed(names.slice(0, 12), header.length > 12);
}

const listed = (names: readonly string[], more = false) =>
  `${names.map((name) => `\`${name}\``).join(', ')}${more ? ', …' : ''}`;
