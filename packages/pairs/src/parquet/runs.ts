import type { PairTable } from './pair-table.ts';

/** Rows `from` … `to − 1`, which lie in a row in one piece. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Rows of one read: what is asked for together mostly lies together. */
const LONGEST = 512;

/** The rows asked for, each once, joined to as few reads as there are gaps between them. */
export function runsOf(indices: readonly number[], { piece }: Pick<PairTable, 'piece'>): readonly Run[] {
  const sorted = Uint32Array.from(new Set(indices)).sort();
  const runs: Run[] = [];
  for (let at = 0; at < sorted.length; ) {
    const from = sorted[at];
    let to = from + 1;
    while (++at < sorted.length && sorted[at] === to && piece[to] === piece[from] && to - from < LONGEST) to++;
    runs.push({ from, to });
  }
  return runs;
}
