import type { Estimate } from '@totalfm/core';
import { capital, decimal, differenceText, estimateText, signedDecimal } from '../format.ts';
import { gradeColour } from '../grades.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { measureTitle } from '../measures.ts';
import { differenceAxis, intervalBar, intervalScale, valueAxis, type IntervalAxis } from '../plots/interval-bar.ts';
import { runColour } from '../run-colour.ts';
import { table, type Column } from '../table.ts';
import type { ComparedRow } from './compared-row.ts';
import type { Comparison } from './comparison.ts';
import { isClear } from './differences.ts';
import type { ComparedMeasure } from './evaluators.ts';

type Runs = Comparison['runs'];

/** A group for each mean, a row for each run. */
export function meansTable({ measure, means }: ComparedMeasure, runs: Runs): Html | undefined {
  const rows = means.filter(({ values }) => values.some(Boolean));
  if (rows.length === 0) return undefined;
  const axis = valueAxis(measure, known(rows.flatMap(({ values }) => values)));
  const change = changeAxis(rows);
  const changed = (difference: Estimate | undefined, colour: string): HtmlPart[] =>
    change
      ? [
          difference && intervalBar(change, [{ estimate: difference, colour }]),
          difference && emphasis(difference, differenceText(difference)),
        ]
      : [];
  return table(
    `Mean ${measureTitle(measure)}`,
    [
      { title: 'Run' },
      barColumn(axis),
      { title: `${measure.title} (95 %)`, kind: 'number' },
      ...(change ? [changeColumn(change), { title: 'Difference (95 %)', kind: 'number' as const }] : []),
    ],
    rows.flatMap(({ name, grade, values, differences }) => [
      [html`${gradeKey(grade)}${name}`],
      ...runs.map((run, index): HtmlPart[] => {
        const value = values[index];
        return [
          run.name,
          value && intervalBar(axis, [{ estimate: value, colour: runColour(index) }]),
          value ? estimateText(value) : '–',
          ...changed(differences[index], runColour(index)),
        ];
      }),
    ]),
  );
}

/** A row for each target, the runs' whiskers below one another. */
export function targetsTable(caption: string, unit: string, { measure, targets }: ComparedMeasure, runs: Runs): Html {
  const axis = valueAxis(measure, known(targets.flatMap(({ values }) => values)));
  const change = changeAxis(targets);
  const numbers = runs.map(
    ({ name }, index): Column => ({
      title: html`<span class="key" style="--colour: ${runColour(index)}"></span>${name}`,
      kind: 'number',
    }),
  );
  const changes = ({ differences }: ComparedRow): HtmlPart[] =>
    change
      ? [
          intervalBar(change, marks(differences)),
          ...differences.slice(1).map((one) => (one ? emphasis(one, signedDecimal(one.value)) : '–')),
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
      const values = row.values.map((value) => (value ? decimal(value.value) : '–'));
      return [
        ...(heads ? [[html`${gradeKey(row.grade)}${row.grade}`]] : []),
        [row.name, intervalBar(axis, marks(row.values)), ...values, ...changes(row)],
      ];
    }),
  );
}

const gradeKey = (grade: string | undefined) =>
  grade && html`<span class="key" style="--colour: ${gradeColour(grade)}"></span>`;

const marks = (estimates: readonly (Estimate | undefined)[]) =>
  estimates.flatMap((estimate, index) => (estimate ? [{ estimate, colour: runColour(index) }] : []));

/** Undefined where no run can be compared with the first. */
function changeAxis(rows: readonly ComparedRow[]): IntervalAxis | undefined {
  const differences = known(rows.flatMap((row) => row.differences));
  return differences.length > 0 ? differenceAxis(differences) : undefined;
}

const barColumn = (axis: IntervalAxis): Column => ({ title: intervalScale(axis, decimal), kind: 'bar' });
const changeColumn = (axis: IntervalAxis): Column => ({ title: intervalScale(axis, signedDecimal), kind: 'bar' });
const emphasis = (difference: Estimate, text: string) => (isClear(difference) ? html`<b>${text}</b>` : text);
const known = <T>(values: readonly (T | undefined)[]): T[] => values.filter((one): one is T => one !== undefined);
