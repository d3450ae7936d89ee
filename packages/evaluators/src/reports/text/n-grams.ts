/** Orders of n-grams that BLEU and CIDEr count: one to four words. */
export const orders = [1, 2, 3, 4] as const;

/** How often each n-gram of an order stands in a text; words are joined by spaces, which no word has. */
export type NGramCounts = ReadonlyMap<string, number>;

/** Counts of n-grams of one to four words, by order. */
export function countNGrams(words: readonly string[]): readonly NGramCounts[] {
  const counts = orders.map(() => new Map<string, number>());
  for (let start = 0; start < words.length; start++) {
    let gram = '';
    for (let last = 0; last < orders.length && start + last < words.length; last++) {
      gram = last === 0 ? words[start] : `${gram} ${words[start + last]}`;
      counts[last].set(gram, (counts[last].get(gram) ?? 0) + 1);
    }
  }
  return counts;
}
