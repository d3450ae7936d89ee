import type { Estimate } from '@totalfm/core';
import type { ParserMetrics, ParserMetricsTable } from '@totalfm/run-report';
import { table, type Cell } from '../console/table.ts';

/** What an evaluation of a parser ends with. `html` makes the page that was asked for. */
export interface ParserEvaluation {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
  html(): string;
}

/** Scores in columns, for a terminal. */
export function scoresText(tables: readonly ParserMetricsTable[]): string {
  const rows = tables.flatMap(({ title, groups, macroF1 }): Cell[][] => [
    [title.toUpperCase(), 'PRECISION', 'RECALL', 'F1 (95 %)', 'RIGHT', 'FALSE', 'MISSED'],
    ...Object.entries(groups).map(([name, metrics]): Cell[] => row(name, metrics)),
    ...(macroF1 && Object.keys(groups).length > 1 ? [['mean', '', '', interval(macroF1), '', '', '']] : []),
    [''],
  ]);
  return table(rows).trimEnd();
}

const row = (name: string, { precision, recall, f1, hits, falseAlarms, misses }: ParserMetrics): Cell[] => [
  name,
  three(precision),
  three(recall),
  interval(f1),
  String(hits),
  String(falseAlarms),
  String(misses),
];
const three = (estimate: Estimate | undefined) => estimate?.value.toFixed(3) ?? '–';
const interval = (estimate: Estimate | undefined) =>
  estimate ? `${three(estimate)} (${estimate.low.toFixed(3)}–${estimate.high.toFixed(3)})` : '–';
