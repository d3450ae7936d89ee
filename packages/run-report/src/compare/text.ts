import { aligned, type Rows } from '../aligned.ts';
import { amount, decimal, duration } from '../format.ts';
import { measureTitle } from '../measures.ts';
import { armText } from './arm-value.ts';
import { besideDifference, isOverSame, type ComparedRow } from './compared-row.ts';
import { columnName, trainedStages, type Comparison } from './comparison.ts';
import { changeText, groundText, howTested, intervalText } from './difference-text.ts';
import { measuresByTarget, type ComparedEvaluator } from './evaluators.ts';
import { shortJson } from './experiments.ts';
import type { TrainingCost } from './training-costs.ts';

const gap = [''];

/** The comparison for a terminal: a column for each arm. `*` marks a difference whose interval leaves out 0. */
export function comparisonText(comparison: Comparison): string {
  const { runs, evaluators, experiments, notes } = comparison;
  const lines = aligned([
    ['', ...runs.map(columnName)],
    ...evaluators.flatMap((one) => [gap, ...evaluatorRows(one)]),
    ...titled('training', trainingRows(comparison)),
    ...titled(
      'experiments',
      experiments.map(({ path, values }) => [`  ${path}`, ...values.map(shortJson)]),
    ),
  ]);
  return `${[...lines, '', ...howTested(comparison), ...notes].join('\n')}\n`;
}

const titled = (title: string, rows: Rows): Rows => (rows.length > 0 ? [gap, [title], ...rows] : []);

function evaluatorRows(evaluator: ComparedEvaluator): Rows {
  const { title, unit, protocols, measures, sharedExams } = evaluator;
  return [
    [title],
    ...(protocols.some(Boolean) ? [['protocol', ...protocols.map((one) => one ?? 'not stated')]] : []),
    ['exams shared', ...sharedExams.map(String)],
    ...measures.flatMap(({ measure, means }) => {
      const rows = means.flatMap((row) => meanRows(row, unit));
      return rows.length > 0 ? [[`${measureTitle(measure)}, with 95 % intervals`], ...rows] : [];
    }),
    ...measuresByTarget(evaluator).flatMap(({ measure, targets }) => [
      [`${measureTitle(measure)} by ${unit}`],
      ...targets.map(targetRow),
    ]),
  ];
}

function meanRows(row: ComparedRow, unit: string): Rows {
  const { name, values, shared, differences } = row;
  if (!values.some(Boolean)) return [];
  const texts = (some: ComparedRow['values']) => some.map((value) => (value ? armText(value) : '–'));
  return [
    [`  ${name}`, ...texts(values)],
    ...(shared && !isOverSame(row) ? [[`    ${groundText(shared, unit)}`, ...texts(shared.values)]] : []),
    ...(differences.some(Boolean)
      ? [['    difference', ...differences.map((one) => (one ? intervalText(one) : ''))]]
      : []),
  ];
}

function targetRow(row: ComparedRow): readonly string[] {
  const cells = besideDifference(row).map((value, index) => {
    const difference = row.differences[index];
    return `${value ? decimal(value.value) : '–'}${difference ? `  (${changeText(difference)})` : ''}`;
  });
  return [`  ${row.name}`, ...cells];
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
