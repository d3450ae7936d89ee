import { labelSets, type LabelSet } from '@totalfm/anatomy';
import { labelColumns } from '../shared/label-truth.ts';
import { columnsOf, type WantedColumn } from '../shared/tables/columns.ts';
import type { Table } from '../shared/tables/table.ts';
import { tableOptions, type TableOptions } from './options.ts';

const parts = ['id', 'patient', 'ct', 'masks', 'report', 'split'] as const;

export type Part = (typeof parts)[number];

/** The columns of a table that are read, and what a row of them says. */
export interface TableColumns {
  /** Their places in the header. */
  readonly places: readonly number[];
  /** Place of the column of reports; −1: there is none. */
  readonly report: number;
  readonly labels?: LabelSet;
  /** The cell of a part, without space around it; undefined where the table has no such column. */
  cell(cells: readonly string[], part: Part): string | undefined;
  /** The cell of reports as it is. */
  reportCell(cells: readonly string[]): string;
  /** The cells of labels, in their set's order. */
  labelCells(cells: readonly string[]): readonly string[];
}

/** A column of its usual name may be missing, but for the id and the CT. Throws `TFM_COHORT_TABLE`. */
export function tableColumns(table: Table, options: TableOptions): TableColumns {
  const usual = tableOptions.parse({ table: options.table });
  const wanted = parts.map((part): [string, WantedColumn] => {
    const name = options[`${part}Column`];
    const needed = part === 'id' || part === 'ct' || name !== usual[`${part}Column`];
    return [part, { name, optional: !needed }];
  });
  const labels = labelSets.find(({ id }) => id === options.labels);
  const found = columnsOf(table, { ...Object.fromEntries(wanted), ...(labels && labelColumns(labels)) });
  const there = parts.filter((part) => found[part] >= 0);
  const labelPlaces = labels ? labels.labels.map((_, index) => found[index]) : [];
  return {
    places: [...there.map((part) => found[part]), ...labelPlaces],
    report: found.report,
    labels,
    cell: (cells, part) => (there.includes(part) ? (cells[there.indexOf(part)] ?? '').trim() : undefined),
    reportCell: (cells) => cells[there.indexOf('report')] ?? '',
    labelCells: (cells) => cells.slice(there.length),
  };
}
