import { groupBy } from '@totalfm/core';
import { fewestPatients } from '@totalfm/statistics';
import type { RunFiles } from '../run-files.ts';
import { tableResamples, type MeasuredTable, type TableGroup } from './measure-table.ts';
import type { Wins } from './wins.ts';

/** The protocol of a table and what it leaves open, as sentences below it. */
export function tableNotes(table: MeasuredTable, runs: readonly RunFiles[], names: readonly string[]): string[] {
  const { spec, exams, patients, disagreements } = table;
  const measure = spec.measure.title;
  return [
    `${measure} on the exams that all runs with the row scored: ${exams} test exams of ${patients} patients. Intervals: 95 %, percentile bootstrap, ${tableResamples.resamples} resamples of patients, seed ${tableResamples.seed}, the same for all runs and rows; with few patients of a class at least as wide as a score interval.`,
    ...(names.length > 1
      ? [
          `Differences are ${names[0]} minus the other run, tested by exchanging their scores patient by patient; intervals and what is clear are held together by Holm’s correction over the rows of the table, means stand for themselves; with an asterisk or bold: the interval leaves out 0; too few: below ${fewestPatients} patients of either class.`,
        ]
      : []),
    ...(spec.measure.statistic === 'f1' ? [thresholdNote(table)] : []),
    `Labels: ${runs.map((run, index) => `${names[index]} ${labelsOf(run, spec.evaluator)}`).join(', ')}. Seeds: ${runs.map(({ experiment }, index) => `${names[index]} ${experiment?.seed ?? 'unknown'}`).join(', ')}.`,
    `Protocols: ${runs.map(({ metrics }, index) => `${names[index]} ${metrics[spec.evaluator]?.protocol ?? 'not stated'}`).join(', ')}.`,
    ...(disagreements > 0 ? [`Left out: ${disagreements} cases on whose label the runs do not agree.`] : []),
    spec.rowsFrom,
    ...notScored(table, names),
  ];
}

/** `ours above peer in 5 of 6 (3 clearly), below in 1 (0 clearly), 0 ties` */
export function winsText(
  { wins, clearWins, losses, clearLosses, ties, compared }: Wins,
  names: readonly string[],
): string {
  const [first, other] = names;
  return `${first} above ${other} in ${wins} of ${compared} (${clearWins} clearly), below in ${losses} (${clearLosses} clearly), ${ties} ${ties === 1 ? 'tie' : 'ties'}`;
}

/** Lines of {@link winsText} of a group, one for each run but the first. */
export const winsLines = ({ wins }: TableGroup, names: readonly string[]): string[] =>
  wins.map((one, index) => winsText(one, [names[0], names[index + 1]]));

/** The same of all groups, as sentences that say which group they are of. */
export const winsSentences = ({ groups }: MeasuredTable, names: readonly string[]): string[] =>
  groups.flatMap((group) =>
    winsLines(group, names).map((line) => `${group.title === undefined ? '' : `${group.title}: `}${line}.`),
  );

function thresholdNote({ groups }: MeasuredTable): string {
  const unknown = groups.some(({ rows }) => rows.some(({ thresholds }) => thresholds.includes('default')));
  const note = 'Thresholds: the best F1 of each run’s own validation exams, never of test exams.';
  return unknown ? `${note} †: no validation exam of both classes, so the threshold is 0.` : note;
}

function labelsOf({ metrics }: RunFiles, evaluator: string): string {
  const source = metrics[evaluator]?.details.labelSource;
  return typeof source === 'string' ? `of ${source}` : 'of unknown source';
}

/** Rows without a value, by reason and run: a row that a run did not score is never left out silently. */
function notScored({ groups }: MeasuredTable, names: readonly string[]): string[] {
  const missing = groups.flatMap(({ rows }) =>
    rows.flatMap(({ name, reasons }) =>
      [...new Set(reasons)].flatMap((reason) => {
        if (reason === undefined) return [];
        const runs = names.filter((_, run) => reasons[run] === reason);
        return [{ name, why: `${reason} in ${runs.length === names.length ? 'any run' : runs.join(', ')}` }];
      }),
    ),
  );
  const lines = [...groupBy(missing, ({ why }) => why)].map(
    ([why, rows]) => `${why} (${[...new Set(rows.map(({ name }) => name))].join(', ')})`,
  );
  return lines.length > 0 ? [`Not scored: ${lines.join('; ')}.`] : [];
}
