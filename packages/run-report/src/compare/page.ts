import type { Estimate } from '@totalfm/core';
import { amount, decimal, differenceText, duration, estimateText, signedDecimal } from '../format.ts';
import { gradeColour } from '../grades.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { page, type Section } from '../page.ts';
import { aurocAxis, differenceAxis, intervalBar, intervalScale, type IntervalAxis } from '../plots/interval-bar.ts';
import { trainingStages } from '../run-files.ts';
import { table, type Column } from '../table.ts';
import type { ComparedRow, Comparison } from './comparison.ts';
import { isClear } from './differences.ts';

/** The comparison as a self-contained page. */
export function comparisonPage(comparison: Comparison): string {
  const { runs, findings, byFinding, organs, byOrgan, sharedExams, notes } = comparison;
  const lead = html`<p class="quiet">
      Differences are to ${runs[0].name}, on the same test exams, with 95 % intervals of a bootstrap that draws the same
      patients for both runs.
    </p>
    <p>
      ${runs.map(
        ({ name }, index) =>
          html`<span class="key" style="--colour: ${runColour(index)}"></span><b>${name}</b>
            <span class="quiet">${sharedExams[index]} ${index === 0 ? 'test exams' : 'of them shared'}</span> &ensp; `,
      )}
    </p>
    ${notes.map((note) => html`<p>${note}</p>`)}`;
  const sections: (Section | undefined)[] = [
    { id: 'overall', title: 'Overall', body: overallTable([...findings, ...organs], comparison) },
    byFinding.length > 0
      ? {
          id: 'findings',
          title: 'By finding',
          body: targetTable(
            'AUROC of each finding, then the difference to the first run, with 95 % intervals; the dashed lines are chance and no difference; bold: the interval leaves out 0.',
            'Finding',
            byFinding,
            comparison,
          ),
        }
      : undefined,
    byOrgan.length > 0
      ? {
          id: 'organs',
          title: 'By organ',
          body: targetTable(
            'AUROC of any lesion in each organ, then the difference to the first run, as above.',
            'Organ',
            byOrgan,
            comparison,
          ),
        }
      : undefined,
    runs.some(({ training }) => training.length > 0)
      ? { id: 'training', title: 'Training', body: trainingTable(comparison) }
      : undefined,
  ];
  return page(
    `Comparison of ${runs.map(({ name }) => name).join(', ')}`,
    lead,
    sections.filter((one) => one !== undefined),
  );
}

const runColour = (index: number) => `var(--run-${index % 6})`;

/** A group for each mean, a row for each run. */
function overallTable(rows: readonly ComparedRow[], { runs }: Comparison): Html {
  const axis = aurocAxis(known(rows.flatMap(({ values }) => values)));
  const differences = known(rows.flatMap((row) => row.differences));
  const change = differences.length > 0 ? differenceAxis(differences) : undefined;
  return table(
    'Mean AUROC, and the difference to the first run; bold: the interval leaves out 0.',
    [
      { title: 'Run' },
      barColumn(axis),
      { title: 'AUROC (95 %)', kind: 'number' },
      ...(change ? [barColumn(change), { title: 'Difference (95 %)', kind: 'number' as const }] : []),
    ],
    rows.flatMap(({ name, grade, values, differences }) => [
      [html`${grade && html`<span class="key" style="--colour: ${gradeColour(grade)}"></span>`}${name}`],
      ...runs.map((run, index): HtmlPart[] => {
        const [value, difference] = [values[index], differences[index]];
        return [
          run.name,
          value && intervalBar(axis, [{ estimate: value, colour: runColour(index) }]),
          value ? estimateText(value) : '–',
          ...(change
            ? [
                difference && intervalBar(change, [{ estimate: difference, colour: runColour(index) }]),
                difference && emphasis(difference, differenceText(difference)),
              ]
            : []),
        ];
      }),
    ]),
  );
}

/** A row for each target, the runs' whiskers below one another. */
function targetTable(caption: string, what: string, rows: readonly ComparedRow[], { runs }: Comparison): Html {
  const axis = aurocAxis(known(rows.flatMap(({ values }) => values)));
  const differences = known(rows.flatMap((row) => row.differences));
  const change = differences.length > 0 ? differenceAxis(differences) : undefined;
  const marks = (estimates: readonly (Estimate | undefined)[]) =>
    estimates.flatMap((estimate, index) => (estimate ? [{ estimate, colour: runColour(index) }] : []));
  const numbers = runs.map(
    ({ name }, index): Column => ({
      title: html`<span class="key" style="--colour: ${runColour(index)}"></span>${name}`,
      kind: 'number',
    }),
  );
  let grade: string | undefined;
  return table(
    caption,
    [{ title: what }, barColumn(axis), ...numbers, ...(change ? [barColumn(change), ...numbers.slice(1)] : [])],
    rows.flatMap((row) => {
      const heading: HtmlPart[][] =
        row.grade && row.grade !== grade
          ? [[html`<span class="key" style="--colour: ${gradeColour(row.grade)}"></span>${row.grade}`]]
          : [];
      grade = row.grade;
      const cells = [
        row.name,
        intervalBar(axis, marks(row.values)),
        ...row.values.map((value) => (value ? decimal(value.value) : '–')),
      ];
      const changes = change
        ? [
            intervalBar(change, marks(row.differences)),
            ...row.differences.slice(1).map((one) => (one ? emphasis(one, signedDecimal(one.value)) : '–')),
          ]
        : [];
      return [...heading, [...cells, ...changes]];
    }),
  );
}

function trainingTable({ runs }: Comparison): Html {
  return table(
    'What training took',
    [
      { title: 'Run' },
      { title: 'Time', kind: 'number' },
      { title: 'Volumes seen', kind: 'number' },
      { title: 'Volumes a second', kind: 'number' },
      { title: 'Steps', kind: 'number' },
      { title: 'Parameters', kind: 'number' },
    ],
    trainingStages.flatMap((stage) => {
      const trained = runs.flatMap(({ name, training }) =>
        training.filter((one) => one.stage === stage).map((cost) => ({ name, cost })),
      );
      if (trained.length === 0) return [];
      return [
        [stage],
        ...trained.map(({ name, cost: { seconds, volumes, steps, parameters } }): HtmlPart[] => [
          name,
          seconds === undefined ? '–' : duration(seconds),
          amount(volumes),
          seconds ? amount(Math.round(volumes / seconds)) : '–',
          String(steps),
          amount(parameters),
        ]),
      ];
    }),
  );
}

const barColumn = (axis: IntervalAxis): Column => ({
  title: intervalScale(axis, (tick) => (axis.rule === 0 ? signedDecimal(tick, 2) : decimal(tick, 2))),
  kind: 'bar',
});
const emphasis = (difference: Estimate, text: string) => (isClear(difference) ? html`<b>${text}</b>` : text);
const known = <T>(values: readonly (T | undefined)[]): T[] => values.filter((one): one is T => one !== undefined);
