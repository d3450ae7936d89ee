import type { PairColumns, Random } from '@totalfm/core';

/**
 * Draws batches of a few organs each: against other pairs of the same organ, an organ's name gives nothing away. Organs
 * come up as often as they have findings to tell apart; within an organ, a share of the pairs is drawn by finding, so that
 * rare findings are seen. Everything comes from parsed reports. Pairs without a sentence are never drawn.
 */
export interface BatchSampler {
  /** Indices into the store's rows. */
  draw(batch: number, random: Random): number[];
}

/** Training pairs of one organ, and those with each of its findings: parts of two arrays that all organs share. */
export interface OrganPool {
  /** Its place in `organs` of the columns. */
  readonly organ: number;
  readonly pairs: Uint32Array;
  /** With the place of each finding in `findings` of the columns. */
  readonly byFinding: readonly { readonly finding: number; readonly pairs: Uint32Array }[];
}

export function createBatchSampler(columns: PairColumns, organsPerBatch: number, byFinding: number): BatchSampler {
  const pools = createOrganPools(columns);
  const weights = pools.map((pool) => pool.byFinding.length + 1);
  return {
    draw(batch, random) {
      const groups = Math.min(organsPerBatch, pools.length);
      const chosen = drawWithoutReplacement(weights, groups, random);
      const indices: number[] = [];
      chosen.forEach((organ, group) => {
        const end = Math.round((batch * (group + 1)) / groups);
        while (indices.length < end) {
          const pool = pools[organ];
          const source =
            pool.byFinding.length > 0 && random.chance(byFinding) ? random.pick(pool.byFinding).pairs : pool.pairs;
          indices.push(source[random.integer(source.length)]);
        }
      });
      return indices;
    },
  };
}

/** True for the pairs that are learned from: of the training split, with a sound mask, and something said about them. */
export const isLearned = ({ split, sentences, doubted }: PairColumns, row: number): boolean =>
  split[row] === 0 && sentences[row] > 0 && doubted[row] === 0;

/** Organs, and the findings of each, in the order in which they first come. */
export function createOrganPools(columns: PairColumns): readonly OrganPool[] {
  const { organ, organs, findings, presentStart, present } = columns;
  const pairs = createLists(organs.length);
  const withFinding = createLists(organs.length * findings.length);
  // Once to count and once to fill: no row is ever an object.
  for (const lists of ['count', 'add'] as const) {
    for (let row = 0; row < columns.length; row++) {
      if (!isLearned(columns, row)) continue;
      pairs[lists](organ[row], row);
      for (let at = presentStart[row]; at < presentStart[row + 1]; at++)
        withFinding[lists](organ[row] * findings.length + present[at], row);
    }
  }
  return pairs.order().map((place) => ({
    organ: place,
    pairs: pairs.list(place),
    byFinding: withFinding
      .order()
      .filter((key) => Math.floor(key / findings.length) === place)
      .map((key) => ({ finding: key % findings.length, pairs: withFinding.list(key) })),
  }));
}

/** Lists of rows by a small number, end to end in one array: every row is counted first, and then added. */
function createLists(keys: number) {
  const counts = new Uint32Array(keys);
  const order: number[] = [];
  let filled: { readonly starts: Uint32Array; readonly ends: Uint32Array; readonly rows: Uint32Array } | undefined;
  const laid = () => {
    const starts = new Uint32Array(keys);
    for (let key = 1; key < keys; key++) starts[key] = starts[key - 1] + counts[key - 1];
    return { starts, ends: starts.slice(), rows: new Uint32Array(counts.reduce((sum, count) => sum + count, 0)) };
  };
  return {
    count(key: number): void {
      if (counts[key]++ === 0) order.push(key);
    },
    add(key: number, row: number): void {
      filled ??= laid();
      filled.rows[filled.ends[key]++] = row;
    },
    /** Keys that have rows, by their first one. */
    order: (): readonly number[] => order,
    list: (key: number): Uint32Array => (filled ??= laid()).rows.subarray(filled.starts[key], filled.ends[key]),
  };
}

function drawWithoutReplacement(weights: readonly number[], count: number, random: Random): number[] {
  const rest = weights.slice();
  return Array.from({ length: count }, () => {
    let point = random.next() * rest.reduce((a, b) => a + b, 0);
    let index = rest.findIndex((weight) => (point -= weight) < 0 && weight > 0);
    if (index < 0) index = rest.findLastIndex((weight) => weight > 0);
    rest[index] = 0;
    return index;
  });
}
