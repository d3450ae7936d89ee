import type { HalfSamples } from './half-samples.ts';
import { midRanks, type PairedScores } from './paired-scores.ts';

/** The difference of average precisions, with the ranks of the patients outside each half exchanged: one pass of both for each half. */
export function exchangeAveragePrecision({ cases, one, other }: PairedScores, halves: HalfSamples): Float64Array {
  const positives = cases.filter(({ label }) => label).length;
  const ranks = [...midRanks(one), ...midRanks(other)];
  const order = [...ranks.keys()].sort((a, b) => ranks[b] - ranks[a]);
  const sorted = order.map((index) => {
    const { patient, label } = cases[index % cases.length];
    // 1 where the score is the first run's in a half with the patient, 0 where it is the other's.
    return { rank: ranks[index], label: label === true, own: +(index < cases.length), inside: halves.of(patient) };
  });
  const difference = new Float64Array(halves.count);
  for (let draw = 0; draw < halves.count; draw++) {
    const [first, second] = [scan(), scan()];
    let rank = Infinity;
    for (const one of sorted) {
      if (one.rank !== rank) {
        closeTie(first);
        closeTie(second);
        rank = one.rank;
      }
      const run = one.own === one.inside[draw] ? first : second;
      if (one.label) run.tied++;
      run.counted++;
    }
    closeTie(first);
    closeTie(second);
    difference[draw] = (first.sum - second.sum) / positives;
  }
  return difference;
}

interface Scan {
  /** Positives of the scores that are equal. */
  tied: number;
  counted: number;
  found: number;
  sum: number;
}

const scan = (): Scan => ({ tied: 0, counted: 0, found: 0, sum: 0 });

function closeTie(run: Scan): void {
  if (run.tied === 0) return;
  run.found += run.tied;
  run.sum += (run.tied * run.found) / run.counted;
  run.tied = 0;
}
