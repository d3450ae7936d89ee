import type { Weights } from './ranking.ts';

/** A yes-or-no answer beside the truth. */
export interface Answer {
  readonly predicted: boolean;
  readonly truth: boolean;
  /** Index into the weights: the unit that a bootstrap draws. */
  readonly unit: number;
}

export interface Confusion {
  readonly hits: number;
  readonly falseAlarms: number;
  readonly misses: number;
  readonly rejections: number;
}

/** Summed weights of right and wrong answers. */
export function confusionOf(answers: readonly Answer[], weights?: Weights): Confusion {
  let [hits, falseAlarms, misses, rejections] = [0, 0, 0, 0];
  for (const { predicted, truth, unit } of answers) {
    const weight = weights ? weights[unit] : 1;
    if (truth && predicted) hits += weight;
    else if (truth) misses += weight;
    else if (predicted) falseAlarms += weight;
    else rejections += weight;
  }
  return { hits, falseAlarms, misses, rejections };
}

/** TP / (TP + FP); NaN where nothing is predicted. */
export const precisionOf = ({ hits, falseAlarms }: Confusion): number => hits / (hits + falseAlarms);

/** TP / (TP + FN); NaN where nothing is true. */
export const recallOf = ({ hits, misses }: Confusion): number => hits / (hits + misses);

/** 2·TP / (2·TP + FP + FN); NaN where nothing is true, or predicted. */
export const f1Of = ({ hits, falseAlarms, misses }: Confusion): number =>
  (2 * hits) / (2 * hits + falseAlarms + misses);
