import { apart, type Cuts } from './parts.ts';
import type { Rounds } from './measure.ts';

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** A line for each program: medians over the rounds, our share of its time in the same round, and how far its volumes lie from ours. */
export function organVolumesTable(rounds: Rounds): string {
  const [[, ours]] = Object.entries(rounds);
  const rows = Object.entries(rounds).map(([name, theirs]) => [
    name,
    median(theirs.map(({ seconds }) => seconds)).toFixed(2),
    median(theirs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
    Math.round(median(theirs.map(({ mb }) => mb))).toString(),
    ...(theirs === ours
      ? []
      : [shareOf('seconds', ours, theirs), shareOf('cpuSeconds', ours, theirs), ...differences(ours[0], theirs[0])]),
  ]);
  const head = [
    '14 volumes of 512 × 512 × 300',
    's',
    'CPU s',
    'MB',
    'our share',
    'of CPU',
    'ml apart',
    'HU apart',
    'mask apart',
  ];
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length), title.length),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const shareOf = (of: 'seconds' | 'cpuSeconds', ours: readonly Cuts[], theirs: readonly Cuts[]) =>
  median(ours.map((cuts, round) => cuts[of] / theirs[round][of])).toFixed(3);

function differences(ours: Cuts, theirs: Cuts): readonly string[] {
  const { ml, hu, mask } = apart(ours, theirs);
  return [`${(100 * ml).toFixed(3)} %`, hu.toFixed(2), mask.toFixed(4)];
}
