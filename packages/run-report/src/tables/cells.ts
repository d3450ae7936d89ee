import type { Estimate } from '@totalfm/core';
import { intervalText } from '../compare/difference-text.ts';
import { estimateText } from '../format.ts';
import type { Compared, MeasuredTable, TableGroup, TableRow } from './measure-table.ts';
import { isClearly } from './wins.ts';

/** A cell of numbers as text. */
export interface Cell {
  readonly text: string;
  /** A difference whose interval leaves out 0. */
  readonly clear?: boolean;
}

export interface Line {
  readonly name: string;
  /** A value of each run, then a difference to each run but the first. */
  readonly cells: readonly Cell[];
}

/** What stands in a table's cells, whatever it is drawn as. */
export interface TableCells {
  readonly columns: readonly string[];
  readonly groups: readonly { readonly title?: string; readonly lines: readonly Line[]; readonly mean?: Line }[];
}

export function tableCells({ spec, groups }: MeasuredTable, names: readonly string[]): TableCells {
  const [first, ...others] = names;
  return {
    columns: [
      ...names.map((name) => `${name}, ${spec.measure.title}`),
      ...others.map((other) => `${first} − ${other}`),
    ],
    groups: groups.map((group) => ({ title: group.title, lines: group.rows.map(lineOf), mean: meanOf(group) })),
  };
}

const lineOf = (row: TableRow): Line => ({
  name: row.name,
  cells: [
    ...row.values.map((value, run) => valueCell(value, row.thresholds[run] === 'default')),
    ...differenceCells(row),
  ],
});

function meanOf({ mean, rows }: TableGroup): Line | undefined {
  if (!mean) return undefined;
  return {
    name: `mean of ${mean.rows}${mean.rows < rows.length ? ` of ${rows.length}` : ''}`,
    cells: [...mean.values.map((value) => valueCell(value, false)), ...differenceCells(mean)],
  };
}

const valueCell = (value: Estimate | undefined, byDefault: boolean): Cell => ({
  text: value ? `${estimateText(value)}${byDefault ? ' †' : ''}` : 'not scored',
});

const differenceCells = ({ differences }: Compared): Cell[] =>
  differences.slice(1).map((one) => (one ? { text: intervalText(one, ''), clear: isClearly(one) } : { text: '–' }));
