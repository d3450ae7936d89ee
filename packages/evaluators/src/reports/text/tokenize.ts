/** Scripts that put no space between words: each of their letters is a token. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]`;
const letters = String.raw`(?:(?!${unspaced})[\p{L}\p{M}\p{N}])+`;
/** Hyphens and apostrophes hold words together, points and commas numbers. */
const word = String.raw`${letters}(?:['’‐‑-]${letters}|(?<=\p{N})[.,](?=\p{N})${letters})*`;
const tokens = new RegExp(`${unspaced}|${word}`, 'gu');

/**
 * Lower-cased words and numbers, without punctuation: `Ground-glass nodule, 3.5 cm (T12/L1).` is
 * `ground-glass nodule 3.5 cm t12 l1`.
 *
 * All text overlap is measured on these. The Penn Treebank tokenizer of pycocoevalcap (CoreNLP 3.4.1, lower-cased) gives
 * the same for most sentences, and differs so: it takes `patient's`, `doesn't`, `cannot` and `3.5cm` apart; it keeps
 * `and/or` as one; it keeps `%`, `<`, `=` and, since it is case that hides them from its list of punctuation, brackets as
 * `-lrb-` and `-rrb-`; it keeps the points of abbreviations (`dr.`); it takes Japanese without spaces as one word. Scores of
 * the two must not be compared with one another.
 */
export function tokenize(report: string): readonly string[] {
  return report.normalize('NFKC').toLowerCase().match(tokens) ?? [];
}
