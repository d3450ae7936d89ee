/** How much more recall counts than precision, as pycocoevalcap has it (1 would be the plain F of rouge-score). */
const beta = 1.2;

/**
 * ROUGE-L (Lin 2004): the F measure of the longest common subsequence of words, β = 1.2, as pycocoevalcap 1.2 with one
 * reference. The whole report is one sequence. 0 where either text has no word (pycocoevalcap finds two empty texts alike).
 */
export function rougeL(candidate: readonly string[], reference: readonly string[], weight = beta): number {
  const common = longestCommonSubsequence(candidate, reference);
  if (common === 0) return 0;
  const [precision, recall] = [common / candidate.length, common / reference.length];
  return ((1 + weight ** 2) * precision * recall) / (recall + weight ** 2 * precision);
}

/** Its length, by the usual table, of which two rows are kept. */
function longestCommonSubsequence(one: readonly string[], other: readonly string[]): number {
  const numbers = new Map<string, number>();
  const numbersOf = (words: readonly string[]) =>
    Uint32Array.from(words, (word) => {
      const number = numbers.get(word) ?? numbers.size;
      numbers.set(word, number);
      return number;
    });
  const [rows, columns] = [numbersOf(one), numbersOf(other)];
  let above = new Uint32Array(columns.length + 1);
  let lengths = new Uint32Array(columns.length + 1);
  for (const word of rows) {
    for (let column = 0; column < columns.length; column++)
      lengths[column + 1] = columns[column] === word ? above[column] + 1 : Math.max(above[column + 1], lengths[column]);
    [above, lengths] = [lengths, above];
  }
  return above[columns.length];
}
