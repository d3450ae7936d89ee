import type { Finding, WrittenSentence } from '@totalfm/core';
import type { SectionFacts } from './facts.ts';
import { judge, type SideOfPair, type StrikeReason, type WordedSentence } from './judge.ts';
import { isSaid } from './statement-keys.ts';

/** A section with the model's sentences where they hold, and checked ones for what they pass over. */
export interface WordedSection {
  readonly facts: SectionFacts;
  readonly sentences: readonly WrittenSentence[];
  /** How many of them are the model's. */
  readonly worded: number;
  readonly struck: readonly StrikeReason[];
}

export const plainSection = (facts: SectionFacts, struck: readonly StrikeReason[] = []): WordedSection => ({
  facts,
  sentences: facts.plain.map(({ sentence }) => sentence),
  worded: 0,
  struck,
});

/** Strikes out what does not hold, and completes what is left. `read` is what the parser reads in each sentence. */
export function wordSection(
  facts: SectionFacts,
  sentences: readonly string[],
  read: readonly (readonly Finding[])[],
  sideOf: SideOfPair,
): WordedSection {
  const struck: StrikeReason[] = [];
  const kept: WordedSentence[] = [];
  for (const [index, text] of sentences.entries()) {
    const verdict = judge(text, read[index], facts, sideOf);
    if (typeof verdict === 'string') struck.push(verdict);
    else if (kept.some((other) => repeats(verdict, other))) struck.push('repeated');
    else kept.push(verdict);
  }
  const { whole, missing } = complete(facts, kept);
  const partial = Array.from({ length: kept.length - whole.length }, () => 'partial' as const);
  const ordered = [whole.map(({ sentence }) => sentence), missing];
  const findings = ordered.flatMap((some) => some.filter((one) => one.findings.length > 0));
  const others = ordered.flatMap((some) => some.filter((one) => one.findings.length === 0));
  return { facts, sentences: [...findings, ...others], worded: whole.length, struck: [...struck, ...partial] };
}

/** Each finding of each side is stated once. */
const repeats = ({ keys }: WordedSentence, other: WordedSentence) =>
  keys.some((key) => key.startsWith('present') && other.keys.includes(key));

/** Checked sentences of which anything is not said, without those of the model's that say the other part. */
function complete(
  { plain }: SectionFacts,
  kept: readonly WordedSentence[],
): { readonly whole: readonly WordedSentence[]; readonly missing: readonly WrittenSentence[] } {
  let whole = kept;
  for (;;) {
    const said = new Set(whole.flatMap(({ keys }) => keys));
    const missing = plain.filter(({ keys }) => keys.length === 0 || keys.some((key) => !isSaid(key, said)));
    const own = new Set(missing.flatMap(({ keys }) => keys));
    const next = whole.filter(({ keys }) => !keys.some((key) => own.has(key)));
    if (next.length === whole.length) return { whole, missing: missing.map(({ sentence }) => sentence) };
    whole = next;
  }
}
