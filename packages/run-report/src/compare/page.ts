import { html, type HtmlPart } from '../html.ts';
import { measureTitle } from '../measures.ts';
import { page, type Section } from '../page.ts';
import { runColour } from '../run-colour.ts';
import { table } from '../table.ts';
import { columnName, trainedStages, type Comparison } from './comparison.ts';
import { curveParts } from './curve-parts.ts';
import { curvesSection } from './curves-section.ts';
import { howTested } from './difference-text.ts';
import { measuresByTarget, type ComparedEvaluator, type ComparedMeasure } from './evaluators.ts';
import { shortJson } from './experiments.ts';
import { meansTable, targetsTable } from './tables.ts';
import { trainingTable } from './training-table.ts';

/** The comparison as a self-contained page; what generators wrote is a section of its own. */
export function comparisonPage(comparison: Comparison, written?: Section): string {
  const { runs, evaluators, experiments, notes } = comparison;
  const [tested, seeds] = howTested(comparison, 'Bold');
  const lead = html`<p class="quiet">
      Differences are to ${runs[0].name}, on the same test exams. ${tested} ${seeds} Dashed lines are chance and no
      difference.
    </p>
    <p>
      ${runs.map(
        (run, index) =>
          html`<span class="key" style="--colour: ${runColour(index)}"></span><b>${columnName(run)}</b>
            <span class="quiet">${sharedText(evaluators, index)}</span> &ensp; `,
      )}
    </p>
    ${notes.map((note) => html`<p>${note}</p>`)}`;
  const curves = curvesSection(curveParts(comparison));
  const sections: Section[] = [
    { id: 'overall', title: 'Overall', body: evaluators.map((one) => overall(one, comparison)) },
    ...(curves ? [curves] : []),
    ...evaluators.flatMap((one) => byTarget(one, comparison)),
    ...(written ? [written] : []),
  ];
  if (trainedStages(comparison).length > 0)
    sections.push({ id: 'training', title: 'Training', body: trainingTable(comparison) });
  if (experiments.length > 0)
    sections.push({ id: 'experiments', title: 'Experiments', body: experimentTable(comparison) });
  return page(`Comparison of ${runs.map(({ name }) => name).join(', ')}`, lead, sections);
}

/** Exams of the evaluator that scored most of them. */
function sharedText(evaluators: readonly ComparedEvaluator[], run: number): string {
  const exams = Math.max(0, ...evaluators.map(({ sharedExams }) => sharedExams[run]));
  return `${exams} ${run === 0 ? 'test exams' : 'of them shared'}`;
}

function overall({ title, unit, protocols, measures }: ComparedEvaluator, { runs }: Comparison): HtmlPart {
  const tables = measures.flatMap((compared) => meansTable(compared, runs, unit) ?? []);
  const named = runs.map(({ name }, run) => `${name} ${protocols[run] ?? 'not stated'}`).join(', ');
  const protocol = protocols.some(Boolean) && html`<p class="quiet">Protocol: ${named}.</p>`;
  return tables.length > 0 ? [html`<h3>${title}</h3>`, protocol, tables] : [];
}

function byTarget(evaluator: ComparedEvaluator, { runs, generators }: Comparison): Section[] {
  const { key, title, unit } = evaluator;
  const tables = measuresByTarget(evaluator).map((compared) =>
    targetsTable(captionOf(compared, unit, runs[0].name), unit, compared, runs),
  );
  const named = generators.some((one) => one.key === key) ? `${title}: by ${unit}` : title;
  return tables.length > 0 ? [{ id: `results-${key}`, title: named, body: tables }] : [];
}

const captionOf = ({ measure }: ComparedMeasure, unit: string, first: string) =>
  `${measureTitle(measure)} of each ${unit}${measure.statistic ? `, then the difference to ${first}` : ''}`;

function experimentTable({ runs, experiments }: Comparison): HtmlPart {
  return table(
    'Where the resolved experiments differ',
    [{ title: 'Option' }, ...runs.map(({ name }) => ({ title: name, kind: 'path' as const }))],
    experiments.map(({ path, values }) => [html`<code>${path}</code>`, ...values.map(shortJson)]),
  );
}
