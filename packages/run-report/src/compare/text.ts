import { aligned, type Rows } from '../aligned.ts';
import { amount, decimal, differenceText, duration, estimateText, signedDecimal } from '../format.ts';
import { measureTitle } from '../measures.ts';
import type { ComparedRow } from './compared-row.ts';
import { trainedStages, type Comparison, type TrainingCost } from './comparison.ts';
import { isClear } from './differences.ts';
import { measuresByTarget, type ComparedEvaluator } from './evaluators.ts';
import { shortJson } from './experiments.ts';

const gap = [''];
const note = '* the 95 % interval of the paired difference to the first run leaves out 0';

/** The comparison for a terminal: a column for each run. `*` marks a difference whose 95 % interval leaves out 0. */
export function comparisonText(comparison: Comparison): string {
  const { runs, evaluators, experiments, notes } = comparison;
  const lines = aligned([
    ['', ...runs.map(({ name }) => name)],
    ...evaluators.flatMap((one) => [gap, ...evaluatorRows(one)]),
    ...titled('training', trainingRows(comparison)),
    ...titled(
      'experiments',
      experiments.map(({ path, values }) => [`  ${path}`, ...values.map(shortJson)]),
    ),
  ]);
  return `${[...lines, '', note, ...notes].join('\n')}\n`;
}

const titled = (title: string, rows: Rows): Rows => (rows.length > 0 ? [gap, [title], ...rows] : []);

function evaluatorRows(evaluator: ComparedEvaluator): Rows {
  const { title, unit, protocols, measures, sharedExams } = evaluator;
  return [
    [title],
    ...(protocols.some(Boolean) ? [['protocol', ...protocols.map((one) => one ?? 'not stated')]] : []),
    ['exams shared', ...sharedExams.map(String)],
    ...measures.flatMap(({ measure, means }) => {
      const rows = means.flatMap((row) => meanRows(row));
      return rows.length > 0 ? [[`${measureTitle(measure)}, with 95 % intervals`], ...rows] : [];
    }),
    ...measuresByTarget(evaluator).flatMap(({ measure, targets }) => [
      [`${measureTitle(measure)} by ${unit}`],
      ...targets.map(targetRow),
    ]),
  ];
}

function meanRows({ name, values, differences }: ComparedRow): Rows {
  if (!values.some(Boolean)) return [];
  const marked = differences.map((one) => (one ? `${differenceText(one)}${isClear(one) ? ' *' : ''}` : ''));
  return [
    [`  ${name}`, ...values.map((value) => (value ? estimateText(value) : '–'))],
    ...(differences.some(Boolean) ? [['    difference', ...marked]] : []),
  ];
}

function targetRow({ name, values, differences }: ComparedRow): readonly string[] {
  const cells = values.map((value, index) => {
    const difference = differences[index];
    const change = difference ? `  (${signedDecimal(difference.value)}${isClear(difference) ? ' *' : ''})` : '';
    return `${value ? decimal(value.value) : '–'}${change}`;
  });
  return [`  ${name}`, ...cells];
}

function trainingRows(comparison: Comparison): Rows {
  const { runs } = comparison;
  return trainedStages(comparison).flatMap((stage) => {
    const costs = runs.map((run) => run.training.find((one) => one.stage === stage));
    const line = (what: string, of: (cost: TrainingCost) => string) => [
      `    ${what}`,
      ...costs.map((cost) => (cost ? of(cost) : '–')),
    ];
    return [
      [`  ${stage}`, ...runs.map(() => '')],
      line('time', ({ seconds }) => (seconds === undefined ? '–' : duration(seconds))),
      line('volumes seen', ({ volumes }) => amount(volumes)),
      line('steps', ({ steps }) => String(steps)),
      line('parameters', ({ parameters }) => amount(parameters)),
    ];
  });
}
