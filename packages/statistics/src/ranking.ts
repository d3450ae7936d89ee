/** A case with a binary truth and a score that should be higher where the truth is true. */
export interface LabelledScore {
  readonly score: number;
  readonly label: boolean;
}

/**
 * Cases from the highest score to the lowest: sorted once, so that every statistic, and every bootstrap resample of it,
 * is one pass. A resample is a weight for each unit (by default a case is its own unit; for a patient-level bootstrap a
 * unit is a patient).
 */
export interface Ranking {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
  /** Index into the weights, by rank. */
  readonly units: Uint32Array;
}

/** Weights by unit: how often each is counted. */
export type Weights = ArrayLike<number>;

export function rankCases<Case extends LabelledScore>(cases: readonly Case[], unitOf?: (one: Case) => number): Ranking {
  const order = cases.map((_, index) => index).sort((a, b) => cases[b].score - cases[a].score || a - b);
  return {
    scores: Float64Array.from(order, (index) => cases[index].score),
    labels: Uint8Array.from(order, (index) => (cases[index].label ? 1 : 0)),
    units: Uint32Array.from(order, (index) => (unitOf ? unitOf(cases[index]) : index)),
  };
}

/** How many cases are positive, and how many are not. */
export function support({ labels }: Ranking): { positives: number; negatives: number } {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return { positives, negatives: labels.length - positives };
}

/**
 * Calls `visit` with the summed weight of the positives and negatives of each group of equal scores, from the highest
 * score to the lowest.
 */
export function forEachTie(
  { scores, labels, units }: Ranking,
  weights: Weights | undefined,
  visit: (positives: number, negatives: number, score: number) => void,
): void {
  let rank = 0;
  while (rank < scores.length) {
    const score = scores[rank];
    let positives = 0;
    let negatives = 0;
    for (; rank < scores.length && scores[rank] === score; rank++) {
      const weight = weights ? weights[units[rank]] : 1;
      if (labels[rank]) positives += weight;
      else negatives += weight;
    }
    visit(positives, negatives, score);
  }
}
