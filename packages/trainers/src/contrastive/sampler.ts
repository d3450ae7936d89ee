import type { PairRow, Random } from '@totalfm/core';

/**
 * Draws batches of a few organs each: against other pairs of the same organ, an organ's name gives nothing away. Organs
 * come up as often as they have findings to tell apart; within an organ, a share of the pairs is drawn by finding, so that
 * rare findings are seen. Everything comes from parsed reports. Pairs without a sentence are never drawn.
 */
export interface BatchSampler {
  /** Indices into the store's rows. */
  draw(batch: number, random: Random): number[];
}

interface OrganPool {
  readonly pairs: number[];
  readonly byFinding: number[][];
}

export function createBatchSampler(rows: readonly PairRow[], organsPerBatch: number, byFinding: number): BatchSampler {
  const pools = [...groupByOrgan(rows).values()];
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
            pool.byFinding.length > 0 && random.chance(byFinding) ? random.pick(pool.byFinding) : pool.pairs;
          indices.push(random.pick(source));
        }
      });
      return indices;
    },
  };
}

function groupByOrgan(rows: readonly PairRow[]): Map<string, OrganPool> {
  const organs = new Map<string, { pairs: number[]; findings: Map<string, number[]> }>();
  rows.forEach((row, index) => {
    if (row.split !== 'train' || row.sentences.length === 0) return;
    const organ = organs.get(row.organ) ?? { pairs: [], findings: new Map<string, number[]>() };
    organs.set(row.organ, organ);
    organ.pairs.push(index);
    for (const [id, state] of Object.entries(row.states)) {
      if (state !== 'present') continue;
      const pairs = organ.findings.get(id) ?? [];
      organ.findings.set(id, pairs);
      pairs.push(index);
    }
  });
  return new Map(
    [...organs].map(([name, { pairs, findings }]) => [name, { pairs, byFinding: [...findings.values()] }]),
  );
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
