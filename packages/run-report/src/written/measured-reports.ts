import type { EvaluationMetrics } from '@totalfm/core';
import type { ReportsDetails } from '@totalfm/run-format';
import { html, type Html, type HtmlPart } from '../html.ts';
import { runColour } from '../run-colour.ts';
import { evaluationFacts } from '../sections/facts.ts';
import type { GeneratorRow } from './generator-columns.ts';
import { generatorTable, measuredGenerators, measuresOfGenerators } from './generator-table.ts';
import { outcomeTables } from './outcome-tables.ts';
import { reportsDetailsOf } from './reports-details.ts';

/** All that an evaluator measured of written reports: every measure, what became of findings, how it was done. */
export function measuredReports(metrics: EvaluationMetrics): Html {
  const generators = measuredGenerators(metrics, runColour);
  const details = reportsDetailsOf(metrics);
  const names = Object.keys(metrics.byGenerator ?? {});
  const [first, ...others] = names;
  const caption = html`${metrics.description} With 95 % intervals over resampled
  patients.${others.length > 0 &&
  html` Δ: ${first} minus the generator, on the same exams; bold: the interval leaves out 0.`}`;
  return html`${generatorTable(
    caption,
    measuresOfGenerators([metrics]),
    generators,
    details ? [reportsRow(details, names)] : [],
  )}
  ${details && outcomeTables(details, new Map(names.map((name, place) => [name, generators[place]])))}
  ${evaluationFacts(metrics, restOf(metrics.details, details))}`;
}

/** How many exams each generator wrote of. */
const reportsRow = ({ generators }: ReportsDetails, names: readonly string[]): GeneratorRow => ({
  name: 'Reports',
  cells: names.map((name): HtmlPart => {
    const counts = generators[name] as ReportsDetails['generators'][string] | undefined;
    if (!counts) return '–';
    const { written, failed, unreadable } = counts;
    const less = [failed > 0 && `${failed} failed`, unreadable > 0 && `${unreadable} unreadable`].filter(Boolean);
    return html`${String(written)}${less.length > 0 && html`<div class="beside">${less.join(', ')}</div>`}`;
  }),
});

/** Details that no table shows. */
function restOf(details: EvaluationMetrics['details'], shown: ReportsDetails | undefined) {
  if (!shown) return details;
  const { byFinding: _, byOrgan: __, byGrade: ___, generators: ____, ...rest } = details;
  return rest;
}
