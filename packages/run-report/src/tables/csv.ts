import type { Estimate } from '@totalfm/core';
import { isTested } from '@totalfm/statistics';
import { tableResamples, type TableRow } from './measure-table.ts';
import type { PaperTable } from './paper-table.ts';
import { isClearly, outcomeOf } from './wins.ts';

const columns = [
  ...['table', 'group', 'row', 'name', 'measure', 'run', 'seed', 'value', 'low', 'high'],
  // Of the first run to this one, as it stands for the first.
  ...[
    'difference',
    'difference_low',
    'difference_high',
    'difference_level',
    'p',
    'p_holm',
    'untested',
    'outcome',
    'clear',
  ],
  ...['exams', 'patients', 'positives', 'threshold_from', 'not_scored', 'level', 'resamples', 'bootstrap_seed'],
] as const;

type Value = string | number | undefined;

/** One row for each row of a table and run (RFC 4180), with the protocol in columns; numbers are not rounded. */
export function tablesCsv(tables: readonly PaperTable[]): string {
  const rows = tables.flatMap((table) =>
    table.measured.groups.flatMap(({ title, rows }) =>
      rows.flatMap((row) => table.names.map((_, run) => csvRow(table, { title, row, run }))),
    ),
  );
  return [columns, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

interface Place {
  readonly title: string | undefined;
  readonly row: TableRow;
  readonly run: number;
}

function csvRow({ measured, names, seeds }: PaperTable, { title, row, run }: Place): Value[] {
  const difference = row.differences[run];
  const { id, measure } = measured.spec;
  const estimate = (one: Estimate | undefined): Value[] => [one?.value, one?.low, one?.high];
  const tested = difference && isTested(difference) ? difference : undefined;
  return [
    ...[id, title, row.id, row.name, measure.id, names[run], seeds[run]],
    ...estimate(row.values[run]),
    ...[difference?.value, tested?.low, tested?.high, tested?.level, tested?.p, tested?.pHolm],
    difference && 'untested' in difference ? difference.untested : undefined,
    ...(difference ? [outcomeOf(difference), String(isClearly(difference))] : [undefined, undefined]),
    ...[row.exams, row.patients, row.positives, row.thresholds[run], row.reasons[run]],
    ...[0.95, tableResamples.resamples, tableResamples.seed],
  ];
}

/** A cell, quoted where it has to be; what a spreadsheet would compute is put as text. */
export function csvCell(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
