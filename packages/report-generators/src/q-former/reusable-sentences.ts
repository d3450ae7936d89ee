import type { PairRow } from '@totalfm/core';

/** What of a pair's report may be said of its part alone: sentences, and the findings that they have present. */
export interface ReusableText {
  readonly sentences: readonly string[];
  readonly present: readonly string[];
}

const other = { left: /\bright\b/i, right: /\bleft\b/i } as const;

/** Sentences about this part and no other. */
export function reusableSentences(row: PairRow): ReusableText {
  const sentences: string[] = [];
  const present = new Set<string>();
  row.sentences.forEach((text, place) => {
    if (row.side && (other[row.side].test(text) || /\b(both|bilateral|bilaterally)\b/i.test(text))) return;
    sentences.push(text);
    for (const { finding, state, sentence } of row.findings)
      if (sentence === place && finding && state === 'present') present.add(finding);
  });
  return { sentences, present: [...present] };
}
