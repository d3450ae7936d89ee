import { stemmer } from 'stemmer';

/** Weight of recall, and the penalty's exponent and weight, of Lavie and Agarwal (2007): NLTK's defaults. */
const [alpha, beta, gamma] = [0.9, 3, 0.5];

/**
 * METEOR with the matchers `exact` and `Porter stem` alone (Banerjee and Lavie 2005; parameters of Lavie and Agarwal 2007),
 * aligned as NLTK's `meteor_score` does it: equal to that with a WordNet that knows no synonyms and Porter's own stemmer
 * (`mode='MARTIN_EXTENSIONS'`). It is not the METEOR 1.5 of pycocoevalcap, which also has synonyms, paraphrases, function
 * words and other parameters. Of identical texts of m words it is 1 − 0.5 / m³, the penalty of one chunk.
 *
 * The harmonic mean of precision and recall of matched words, P·R / (αP + (1 − α)R), times
 * 1 − γ (chunks / matches)^β, where a chunk is a run of words that stand in the same order in both.
 */
export function meteor(candidate: readonly string[], reference: readonly string[]): number {
  const partners = alignWords(candidate, reference);
  const matches = partners.reduce((sum, partner) => sum + (partner === unmatched ? 0 : 1), 0);
  if (matches === 0) return 0;
  const [precision, recall] = [matches / candidate.length, matches / reference.length];
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  return (1 - gamma * (countChunks(partners) / matches) ** beta) * mean;
}

const unmatched = -1;

/** The place in the reference of each word's partner: of what is left, the same word, then the same stem. */
function alignWords(candidate: readonly string[], reference: readonly string[]): Int32Array {
  const partners = new Int32Array(candidate.length).fill(unmatched);
  const taken = new Uint8Array(reference.length);
  const match = (formOf: (word: string) => string) => {
    const places = new Map<string, number[]>();
    reference.forEach((word, place) => {
      if (taken[place]) return;
      const form = formOf(word);
      const known = places.get(form);
      if (known) known.push(place);
      else places.set(form, [place]);
    });
    // From the last word to the first, each to the last that is free: what keeps repeated words in order.
    for (let place = candidate.length - 1; place >= 0; place--) {
      if (partners[place] !== unmatched) continue;
      const partner = places.get(formOf(candidate[place]))?.pop();
      if (partner === undefined) continue;
      partners[place] = partner;
      taken[partner] = 1;
    }
  };
  match((word) => word);
  match(stemmer);
  return partners;
}

/** Runs of matched words that follow one another in both texts. */
function countChunks(partners: Int32Array): number {
  let chunks = 0;
  for (let place = 0; place < partners.length; place++) {
    if (partners[place] === unmatched) continue;
    const follows = place > 0 && partners[place - 1] !== unmatched && partners[place] === partners[place - 1] + 1;
    if (!follows) chunks++;
  }
  return chunks;
}
