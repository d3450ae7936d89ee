import type { OrganDefinition, PairRow } from '@totalfm/core';
import { averagePrecision, rankCases, support } from '@totalfm/statistics';
import { cosine } from '@totalfm/zero-shot';
import type { EmbeddedPair } from '../embed-splits.ts';
import { findingLabel } from '../labels.ts';

/** How alike the nearest volumes of other patients are to one that has a finding. */
export interface SimilarCases {
  readonly row: PairRow;
  /** Of all candidates in the order of their cosines. */
  readonly averagePrecision: number;
  /** Share of the nearest that have one of its findings. */
  readonly precision: number;
  /** Share of all candidates that have: what a random order gives. */
  readonly chance: number;
}

/**
 * Organ → organ: every volume with a finding asks for volumes of the same part of other patients. One that has any of its findings is
 * like it, one that is known to have none of them is not; where that is open, it is no candidate. Volumes whose candidates
 * are all alike, or all not, ask nothing.
 */
export function similarCases(
  pairs: readonly EmbeddedPair[],
  { findings }: Pick<OrganDefinition, 'findings'>,
  nearest: number,
): SimilarCases[] {
  const states = pairs.map(({ row }) => new Map(findings.map(({ id }) => [id, findingLabel(row, id)?.state])));
  return pairs.flatMap(({ row, vector }, query) => {
    const own = findings.map(({ id }) => id).filter((id) => states[query].get(id) === 'present');
    const candidates = pairs.flatMap((other, at) => {
      if (own.length === 0 || other.row.patient === row.patient) return [];
      const label = own.some((id) => states[at].get(id) === 'present');
      if (!label && own.some((id) => states[at].get(id) !== 'absent')) return [];
      return [{ label, score: cosine(vector, other.vector) }];
    });
    const ranking = rankCases(candidates);
    const { positives, negatives } = support(ranking);
    if (positives === 0 || negatives === 0) return [];
    const first = ranking.labels.subarray(0, nearest);
    return [
      {
        row,
        averagePrecision: averagePrecision(ranking),
        precision: first.reduce((sum, label) => sum + label, 0) / first.length,
        chance: positives / candidates.length,
      },
    ];
  });
}
