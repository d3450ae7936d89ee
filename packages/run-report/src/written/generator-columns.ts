import type { Estimate } from '@totalfm/core';
import { decimal, estimateText } from '../format.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { intervalBar, intervalScale, type IntervalAxis } from '../plots/interval-bar.ts';
import { table } from '../table.ts';

export interface GeneratorColumn {
  readonly title: HtmlPart;
  readonly colour: string;
}

export interface GeneratorRow {
  readonly name: HtmlPart;
  /** Values between 0 and 1, one for each column, which are drawn on one axis; absent for what is none. */
  readonly shares?: readonly (Estimate | null | undefined)[];
  /** One for each column. */
  readonly cells: readonly HtmlPart[];
}

/** Columns that have room for an interval beside its value, and for a bar beside all of them. */
const mostRoomy = 3;

export const isRoomy = (columns: number): boolean => columns <= mostRoomy;

/** A table with a column for each generator, and where there is room one with the values of all of them on an axis. */
export function generatorColumns(
  caption: HtmlPart,
  first: string,
  columns: readonly GeneratorColumn[],
  rows: readonly GeneratorRow[],
): Html {
  const drawn = isRoomy(columns.length) && rows.some(({ shares }) => shares);
  return table(
    caption,
    [
      { title: first },
      ...(drawn ? [{ title: intervalScale(shareAxis, decimal), kind: 'bar' as const }] : []),
      ...columns.map(({ title, colour }) => ({
        title: html`<span class="key" style="--colour: ${colour}"></span>${title}`,
        kind: 'number' as const,
      })),
    ],
    rows.map(({ name, shares, cells }) => [
      name,
      ...(drawn ? [shares && intervalBar(shareAxis, marksOf(shares, columns))] : []),
      ...cells,
    ]),
  );
}

const shareAxis: IntervalAxis = { low: 0, high: 1, ticks: [0, 0.5, 1], digits: 1 };

const marksOf = (shares: readonly (Estimate | null | undefined)[], columns: readonly GeneratorColumn[]) =>
  shares.flatMap((estimate, place) => (estimate ? [{ estimate, colour: columns[place].colour }] : []));

/** A value with its interval: in a line, or in two where there is little room. */
export function estimateCell(estimate: Estimate, roomy: boolean): HtmlPart {
  const { value, low, high } = estimate;
  if (roomy) return estimateText(estimate);
  return html`${decimal(value)}
    <div class="beside">${decimal(low)}–${decimal(high)}</div>`;
}
