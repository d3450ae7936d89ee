import type { Estimate } from '@totalfm/core';
import { isTested } from '@totalfm/statistics';
import { decimal, signedDecimal } from '../format.ts';
import { html, type HtmlPart } from '../html.ts';
import { page, type Section } from '../page.ts';
import { differenceAxis, intervalBar, intervalScale, valueAxis, type IntervalAxis } from '../plots/interval-bar.ts';
import { runColour } from '../run-colour.ts';
import { table, type Column } from '../table.ts';
import { tableCells, type Line } from './cells.ts';
import type { Compared } from './measure-table.ts';
import { winsSentences } from './notes.ts';
import type { PaperTable } from './paper-table.ts';

/** The tables as a self-contained page. */
export function tablesPage(tables: readonly PaperTable[]): string {
  const [{ names }] = tables;
  const lead = html`<p>
      ${names.map(
        (name, index) => html`<span class="key" style="--colour: ${runColour(index)}"></span><b>${name}</b> &ensp; `,
      )}
    </p>
    <p class="quiet">Below each table is how it was measured. Bold: the interval of the difference leaves out 0.</p>`;
  return page(`Tables of ${names.join(', ')}`, lead, tables.map(tableSection));
}

function tableSection(one: PaperTable): Section {
  const { measured, names, notes } = one;
  const { id, title, measure } = measured.spec;
  return {
    id,
    title: `${title}: ${measure.title}`,
    body: html`${groupedTable(one)}
      <ul>
        ${winsSentences(measured, names).map((line) => html`<li>${line}</li>`)}
      </ul>
      ${notes.map((note) => html`<p class="quiet">${note}</p>`)}`,
  };
}

function groupedTable({ measured, names }: PaperTable): HtmlPart {
  const cells = tableCells(measured, names);
  const all = measured.groups.flatMap(({ rows, mean }): Compared[] => [...rows, ...(mean ? [mean] : [])]);
  const axis = valueAxis(measured.spec.measure, known(all.flatMap(({ values }) => values)));
  const differences = known(all.flatMap((row) => row.differences)).filter(isTested);
  const change = differences.length > 0 ? differenceAxis(differences) : undefined;
  const columns: Column[] = [
    { title: '' },
    { title: intervalScale(axis, decimal), kind: 'bar' },
    ...cells.columns.slice(0, names.length).map((title, run) => numberColumn(title, run)),
    ...(change ? [{ title: intervalScale(change, signedDecimal), kind: 'bar' as const }] : []),
    ...cells.columns.slice(names.length).map((title, index) => numberColumn(title, index + 1)),
  ];
  const row = ({ name, cells }: Line, { values, differences }: Compared): HtmlPart[] => [
    name,
    bars(axis, values),
    ...cells.slice(0, names.length).map(({ text }) => text),
    ...(change
      ? [
          bars(
            change,
            differences.map((one) => (one && isTested(one) ? one : undefined)),
          ),
        ]
      : []),
    ...cells.slice(names.length).map(({ text, clear }) => (clear ? html`<b>${text}</b>` : text)),
  ];
  return table(
    `With 95 % intervals${names.length > 1 ? `, then the difference of ${names[0]} to each other run` : ''}`,
    columns,
    cells.groups.flatMap(({ title, lines, mean }, index) => {
      const group = measured.groups[index];
      return [
        ...(title === undefined ? [] : [[title]]),
        ...lines.map((line, place) => row(line, group.rows[place])),
        ...(mean && group.mean ? [row(mean, group.mean)] : []),
      ];
    }),
  );
}

const numberColumn = (title: string, run: number): Column => ({
  title: html`<span class="key" style="--colour: ${runColour(run)}"></span>${title}`,
  kind: 'number',
});

const bars = (axis: IntervalAxis, estimates: readonly (Estimate | undefined)[]) =>
  intervalBar(
    axis,
    estimates.flatMap((estimate, run) => (estimate ? [{ estimate, colour: runColour(run) }] : [])),
  );

const known = <T>(values: readonly (T | undefined)[]): T[] => values.filter((one): one is T => one !== undefined);
