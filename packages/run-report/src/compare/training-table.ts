import { amount, duration } from '../format.ts';
import type { Html, HtmlPart } from '../html.ts';
import { table } from '../table.ts';
import { trainedStages, type Comparison } from './comparison.ts';

/** What each stage that trains took in each run. */
export function trainingTable(comparison: Comparison): Html {
  const { runs } = comparison;
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
    trainedStages(comparison).flatMap((stage) => [
      [stage],
      ...runs.flatMap(({ name, training }) =>
        training
          .filter((one) => one.stage === stage)
          .map(({ seconds, volumes, steps, parameters }): HtmlPart[] => [
            name,
            seconds === undefined ? '–' : duration(seconds),
            amount(volumes),
            seconds ? amount(Math.round(volumes / seconds)) : '–',
            String(steps),
            amount(parameters),
          ]),
      ),
    ]),
  );
}
