import type { OutcomeRow, ReportsDetails } from '@totalfm/run-format';
import { gradeColour } from '../grades.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { estimateCell, generatorColumns, isRoomy, type GeneratorColumn } from './generator-columns.ts';
import { tallyMarks } from './legend.ts';

/** What became of findings by grade, by organ and one by one, a column for each generator. */
export function outcomeTables(
  { byGrade, byOrgan, byFinding }: ReportsDetails,
  columnOf: ReadonlyMap<string, GeneratorColumn>,
): Html {
  const tableOf = (first: string, rows: readonly OutcomeRow[]) =>
    rows.length > 0 &&
    generatorColumns(
      `F1 by ${first.toLowerCase()}, then findings that were hit ✓, invented +, missed −, not assessed ?.`,
      first,
      [...columnOf.values()],
      rows.map((row) => rowOf(row, [...columnOf.keys()])),
    );
  return html`${tableOf(
    'Grade',
    byGrade.map((row) => ({ ...row, grade: row.id })),
  )}
  ${tableOf('Organ', byOrgan)}
  ${byFinding.length > 0 &&
  html`<details>
    <summary>Every finding</summary>
    ${tableOf('Finding', byFinding)}
  </details>`}`;
}

function rowOf({ name, grade, byGenerator }: OutcomeRow, generators: readonly string[]) {
  const key = grade !== undefined && html`<span class="key" style="--colour: ${gradeColour(grade)}"></span>`;
  const found = generators.map((generator) => byGenerator[generator] as OutcomeRow['byGenerator'][string] | undefined);
  return {
    name: html`${key}${name}`,
    shares: found.map((one) => one?.f1),
    cells: found.map((one): HtmlPart => {
      if (!one) return '–';
      const { f1, hits, ...counts } = one;
      const tally = html`<div class="beside">${tallyMarks({ hit: hits, ...counts })}</div>`;
      return [f1 ? estimateCell(f1, isRoomy(generators.length)) : '–', tally];
    }),
  };
}
