import type { CountedText } from './counted-text.ts';
import { orders } from './n-grams.ts';

/** Terms of one report, of which BLEU needs the sums: both lengths, then n-grams and those also in the reference, by order. */
export type BleuTerms = readonly number[];

export const bleuWidth = 2 + 2 * orders.length;

/** An n-gram is right as often as it stands in the reference (clipped counts; Papineni et al. 2002). */
export function bleuTerms(candidate: CountedText, reference: CountedText): BleuTerms {
  const length = candidate.words.length;
  const right = orders.map((_, place) => {
    const known = reference.nGrams[place];
    let sum = 0;
    for (const [gram, count] of candidate.nGrams[place]) sum += Math.min(count, known.get(gram) ?? 0);
    return sum;
  });
  return [length, reference.words.length, ...orders.map((n) => Math.max(0, length - n + 1)), ...right];
}

/** What pycocoevalcap adds to counts, so that nothing is divided by zero and what has no n-gram scores next to nothing. */
const [tiny, small] = [1e-15, 1e-9];

/**
 * BLEU-1 to BLEU-4 of a corpus from summed terms, as pycocoevalcap 1.2: the geometric mean of the precisions of n-grams up
 * to each order, times the brevity penalty exp(1 − reference length / length) where the text is the shorter. Counts are
 * summed over reports first: it is no mean of reports, and texts of under four words alone have no BLEU-4.
 */
export function bleuOf(sums: ArrayLike<number>): readonly number[] {
  const [length, referenceLength] = [sums[0], sums[1]];
  const ratio = (length + tiny) / (referenceLength + small);
  const penalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return orders.map((n, place) => {
    product *= (sums[2 + orders.length + place] + tiny) / (sums[2 + place] + small);
    return product ** (1 / n) * penalty;
  });
}
