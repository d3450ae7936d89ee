import type { CountedText } from './counted-text.ts';
import { orders, type NGramCounts } from './n-grams.ts';

/** In how many references each n-gram stands: what tells common words of reports from those that say something. */
export interface DocumentFrequencies {
  readonly references: number;
  readonly counts: ReadonlyMap<string, number>;
}

export function documentFrequencies(references: readonly CountedText[]): DocumentFrequencies {
  const counts = new Map<string, number>();
  for (const { nGrams } of references)
    for (const grams of nGrams) for (const gram of grams.keys()) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  return { references: references.length, counts };
}

/** The width of the penalty on lengths, in n-grams. */
const sigma = 6;
const scale = 10;

/**
 * CIDEr of one report as pycocoevalcap 1.2 computes it with one reference, which is CIDEr-D (Vedantam, Zitnick and Parikh
 * 2015) in all but that it counts lengths in pairs of words: for n-grams of each order the cosine of tf-idf vectors, with
 * the candidate’s weights clipped to the reference’s, times a Gaussian of the difference of lengths (σ = 6); their mean
 * times 10. A corpus has the mean over its reports.
 *
 * An n-gram that all references share weighs nothing, so an order of which nothing else is there scores 0: identical texts
 * score 10 only where each order has a rarer n-gram, and one reference alone gives 0.
 */
export function cider(candidate: CountedText, reference: CountedText, frequencies: DocumentFrequencies): number {
  const difference = pairsOf(candidate) - pairsOf(reference);
  const penalty = Math.exp(-(difference ** 2) / (2 * sigma ** 2));
  const sum = orders.reduce(
    (total, _, place) => total + clippedCosine(candidate.nGrams[place], reference.nGrams[place], frequencies),
    0,
  );
  return (scale * penalty * sum) / orders.length;
}

const pairsOf = ({ words }: CountedText) => Math.max(0, words.length - 1);

function clippedCosine(candidate: NGramCounts, reference: NGramCounts, frequencies: DocumentFrequencies): number {
  const logReferences = Math.log(frequencies.references);
  const idfOf = (gram: string) => logReferences - Math.log(Math.max(1, frequencies.counts.get(gram) ?? 0));
  let product = 0;
  let [norm, referenceNorm] = [0, 0];
  for (const [gram, count] of candidate) {
    const idf = idfOf(gram);
    const [weight, known] = [count * idf, (reference.get(gram) ?? 0) * idf];
    norm += weight ** 2;
    product += Math.min(weight, known) * known;
  }
  for (const [gram, count] of reference) referenceNorm += (count * idfOf(gram)) ** 2;
  return norm > 0 && referenceNorm > 0 ? product / Math.sqrt(norm * referenceNorm) : 0;
}
