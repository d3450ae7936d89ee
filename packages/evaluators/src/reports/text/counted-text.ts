import { countNGrams, type NGramCounts } from './n-grams.ts';
import { tokenize } from './tokenize.ts';

/** A report as all measures of overlap take it. */
export interface CountedText {
  readonly words: readonly string[];
  readonly nGrams: readonly NGramCounts[];
}

export function countText(report: string): CountedText {
  const words = tokenize(report);
  return { words, nGrams: countNGrams(words) };
}
