import { html, type HtmlPart } from '../html.ts';
import { measureTitle } from '../measures.ts';
import { page, type Section } from '../page.ts';
import { table } from '../table.ts';
import { trainedStages, type Comparison } from './comparison.ts';
import type { ComparedEvaluator } from './evaluators.ts';
import { shortJson } from './experiments.ts';
import { meansTable, runColour, targetsTable } from './tables.ts';
import { trainingTable } from './training-table.ts';

/** The comparison as a self-contained page. */
export function comparisonPage(comparison: Comparison): string {
  const { runs, evaluators, experiments, notes } = comparison;
  const lead = html`<p class="quiet">
      Differences are to ${runs[0].name}, on the same test exams, with 95 % intervals of a bootstrap that draws the same
      patients for both runs; bold: the interval leaves out 0. Dashed lines are chance and no difference.
    </p>
    <p>
      ${runs.map(
        ({ name }, index) =>
          html`<span class="key" style="--colour: ${runColour(index)}"></span><b>${name}</b>
            <span class="quiet">${sharedText(evaluators, index)}</span> &ensp; `,
      )}
    </p>
    ${notes.map((note) => html`<p>${note}</p>`)}`;
  const sections: Section[] = [
    { id: 'overall', title: 'Overall', body: evaluators.map((one) => overall(one, comparison)) },
    ...evaluators.flatMap((one) => byTarget(one, comparison)),
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

const overall = ({ title, measures }: ComparedEvaluator, { runs }: Comparison): HtmlPart => [
  html`<h3>${title}</h3>`,
  measures.map((compared) => meansTable(compared, runs)),
];

function byTarget({ key, title, unit, measures }: ComparedEvaluator, { runs }: Comparison): Section[] {
  const [primary] = measures;
  if (primary.targets.length === 0) return [];
  const caption = `${measureTitle(primary.measure)} of each ${unit}, then the difference to ${runs[0].name}`;
  return [{ id: `results-${key}`, title, body: targetsTable(caption, unit, primary, runs) }];
}

function experimentTable({ runs, experiments }: Comparison): HtmlPart {
  return table(
    'Where the resolved experiments differ',
    [{ title: 'Option' }, ...runs.map(({ name }) => ({ title: name, kind: 'path' as const }))],
    experiments.map(({ path, values }) => [html`<code>${path}</code>`, ...values.map(shortJson)]),
  );
}
