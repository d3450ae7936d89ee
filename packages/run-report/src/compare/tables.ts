import type { Estimate } from '@totalfm/core';
import { isClear, isTested } from '@totalfm/statistics';
import { capital, decimal, signedDecimal } from '../format.ts';
import { gradeColour } from '../grades.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { measureTitle } from '../measures.ts';
import { differenceAxis, intervalBar, intervalScale, valueAxis, type IntervalAxis } from '../plots/interval-bar.ts';
import { runColour } from '../run-colour.ts';
import { table, type Column } from '../table.ts';
import { armBar, armText, type ArmValue } from './arm-value.ts';
import { besideDifference, isOverSame, type ComparedRow } from './compared-row.ts';
import { columnName, type Comparison } from './comparison.ts';
import { changeText, groundText, intervalText } from './difference-text.ts';
import type { Difference } from './differences.ts';
import type { ComparedMeasure } from './evaluators.ts';

type Runs = Comparison['runs'];

/** A group for each mean, a row for each arm; where differences are over less than the means, the means over that stand beside them. */
export function meansTable({ measure, means }: ComparedMeasure, runs: Runs, unit: string): Html | undefined {
  const rows = means.filter(({ values }) => values.some(Boolean));
  if (rows.length === 0) return undefined;
  const axis = valueAxis(measure, bars(rows.flatMap(({ values, shared }) => [...values, ...(shared?.values ?? [])])));
  const change = changeAxis(rows);
  const line = (run: number, value: ArmValue | undefined, difference: Difference | undefined): HtmlPart[] => [
    columnName(runs[run]),
    value && intervalBar(axis, [{ estimate: armBar(value), colour: runColour(run) }]),
    value ? armText(value) : '–',
    ...(change
      ? [
          difference && isTested(difference) && intervalBar(change, [{ estimate: difference, colour: runColour(run) }]),
          difference && emphasis(difference, intervalText(difference, '')),
        ]
      : []),
  ];
  return table(
    `Mean ${measureTitle(measure)}`,
    [
      { title: 'Run' },
      barColumn(axis),
      { title: `${measure.title} (95 %)`, kind: 'number' },
      ...(change ? [changeColumn(change), { title: 'Difference (95 %)', kind: 'number' as const }] : []),
    ],
    rows.flatMap((row) => {
      const { name, grade, values, shared, differences } = row;
      const head = html`${gradeKey(grade)}${name}`;
      if (!shared || isOverSame(row))
        return [[head], ...runs.map((_, run) => line(run, values[run], differences[run]))];
      return [
        [head],
        ...runs.map((_, run) => line(run, values[run], undefined)),
        [html`${gradeKey(grade)}${name} ${groundText(shared, unit)}`],
        ...runs.map((_, run) => line(run, shared.values[run], differences[run])),
      ];
    }),
  );
}

/** A row for each target, the runs' whiskers below one another. */
export function targetsTable(caption: string, unit: string, { measure, targets }: ComparedMeasure, runs: Runs): Html {
  const axis = valueAxis(measure, bars(targets.flatMap(besideDifference)));
  const change = changeAxis(targets);
  const numbers = runs.map(
    (run, index): Column => ({
      title: html`<span class="key" style="--colour: ${runColour(index)}"></span>${columnName(run)}`,
      kind: 'number',
    }),
  );
  const changes = ({ differences }: ComparedRow): HtmlPart[] =>
    change
      ? [
          intervalBar(change, marks(differences.map((one) => (one && isTested(one) ? one : undefined)))),
          ...differences.slice(1).map((one) => (one ? emphasis(one, changeText(one, '')) : '–')),
        ]
      : [];
  return table(
    caption,
    [
      { title: capital(unit) },
      barColumn(axis),
      ...numbers,
      ...(change ? [changeColumn(change), ...numbers.slice(1)] : []),
    ],
    targets.flatMap((row, index) => {
      const heads = row.grade !== undefined && row.grade !== targets[index - 1]?.grade;
      const beside = besideDifference(row);
      const values = beside.map((value) => (value ? decimal(value.value) : '–'));
      return [
        ...(heads ? [[html`${gradeKey(row.grade)}${row.grade}`]] : []),
        [row.name, intervalBar(axis, marks(beside.map((value) => value && armBar(value)))), ...values, ...changes(row)],
      ];
    }),
  );
}

const gradeKey = (grade: string | undefined) =>
  grade && html`<span class="key" style="--colour: ${gradeColour(grade)}"></span>`;

const marks = (estimates: readonly (Estimate | undefined)[]) =>
  estimates.flatMap((estimate, index) => (estimate ? [{ estimate, colour: runColour(index) }] : []));

/** Undefined where no arm can be told from the first. */
function changeAxis(rows: readonly ComparedRow[]): IntervalAxis | undefined {
  const differences = known(rows.flatMap((row) => row.differences)).filter(isTested);
  return differences.length > 0 ? differenceAxis(differences) : undefined;
}

const barColumn = (axis: IntervalAxis): Column => ({ title: intervalScale(axis, decimal), kind: 'bar' });
const changeColumn = (axis: IntervalAxis): Column => ({ title: intervalScale(axis, signedDecimal), kind: 'bar' });
const bars = (values: readonly (ArmValue | undefined)[]) => known(values).map(armBar);
const emphasis = (difference: Difference, text: string) => (isClear(difference) ? html`<b>${text}</b>` : text);
const known = <T>(values: readonly (T | undefined)[]): T[] => values.filter((one): one is T => one !== undefined);
