import { amount, decimal, differenceText, duration, estimateText, signedDecimal } from '../format.ts';
import { trainingStages } from '../run-files.ts';
import type { ComparedRow, Comparison, TrainingCost } from './comparison.ts';
import { isClear } from './differences.ts';

/** The comparison for a terminal: a column for each run. `*` marks a difference whose 95 % interval leaves out 0. */
export function comparisonText({ runs, findings, byFinding, organs, byOrgan, sharedExams, notes }: Comparison): string {
  const compared = (rows: readonly ComparedRow[], indent: string): string[][] =>
    rows.flatMap(({ name, values, differences }, index) => [
      [index === 0 ? name : `${indent}${name}`, ...values.map((value) => (value ? estimateText(value) : '–'))],
      ...(differences.some(Boolean)
        ? [
            [
              '  difference',
              ...differences.map((one) => (one ? `${differenceText(one)}${isClear(one) ? ' *' : ''}` : '')),
            ],
          ]
        : []),
    ]);
  const short = (rows: readonly ComparedRow[]): string[][] =>
    rows.map(({ name, values, differences }) => [
      `  ${name}`,
      ...values.map((value, index) => {
        const difference = differences[index];
        return `${value ? decimal(value.value) : '–'}${difference ? `  (${signedDecimal(difference.value)}${isClear(difference) ? ' *' : ''})` : ''}`;
      }),
    ]);
  const training = trainingStages.flatMap((stage) => {
    const costs = runs.map((run) => run.training.find((one) => one.stage === stage));
    if (!costs.some(Boolean)) return [];
    const line = (what: string, of: (cost: TrainingCost) => string) => [
      `  ${what}`,
      ...costs.map((cost) => (cost ? of(cost) : '–')),
    ];
    return [
      [stage, ...runs.map(() => '')],
      line('time', ({ seconds }) => (seconds === undefined ? '–' : duration(seconds))),
      line('volumes seen', ({ volumes }) => amount(volumes)),
      line('steps', ({ steps }) => String(steps)),
      line('parameters', ({ parameters }) => amount(parameters)),
    ];
  });
  const gap = [''];
  const lines = aligned([
    ['', ...runs.map(({ name }) => name)],
    ['exams shared', ...sharedExams.map(String)],
    gap,
    ['AUROC (95 % interval)'],
    ...compared(findings, ''),
    ...compared(organs, ''),
    ...(byFinding.length > 0 ? [gap, ['by finding'], ...short(byFinding)] : []),
    ...(byOrgan.length > 0 ? [gap, ['any lesion, by organ'], ...short(byOrgan)] : []),
    ...(training.length > 0 ? [gap, ['training'], ...training] : []),
  ]);
  return `${[...lines, '', '* the 95 % interval of the paired difference to the first run leaves out 0', ...notes].join('\n')}\n`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (most, cells) =>
      cells
        .map((cell, index) => Math.max(most[index] ?? 0, cells.length > 1 ? cell.length : 0))
        .concat(most.slice(cells.length)),
    [],
  );
  return rows.map((cells) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index]))
      .join('   ')
      .trimEnd(),
  );
}
