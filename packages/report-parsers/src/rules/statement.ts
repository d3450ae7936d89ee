import type { Finding, Side } from '@totalfm/core';
import type { Lexicon } from './lexicon.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';
import type { Size } from './sizes.ts';

/** What the text before a clause was about. */
export interface Context {
  readonly organs: ReadonlyArray<{ readonly organ: string; readonly sides: readonly Side[] }>;
  /** The last finding that was not absent: what `it measures 3 cm` speaks of. */
  readonly finding?: { readonly organ: string; readonly finding: string; readonly sides: readonly Side[] };
  /** It is a heading (`LIVER:`), so everything under it is about these organs. */
  readonly heading: boolean;
}

export interface RulesOptions {
  readonly likely: 'present' | 'uncertain';
}

export interface ClauseInput {
  readonly report: string;
  readonly reading: SentenceReading;
  readonly clause: WordRange;
  /** The heading at the start of the sentence; empty where it has none. */
  readonly heading: WordRange;
  readonly sizes: readonly Size[];
  readonly context: Context | undefined;
  readonly lexicon: Lexicon;
  readonly options: RulesOptions;
}

/** A finding without its sentence, which is chosen when the whole sentence is read. */
export type Statement = Omit<Finding, 'sentence'>;

export const within = (range: WordRange, clause: WordRange) => range.start >= clause.start && range.end <= clause.end;
export const unique = <T>(items: readonly T[]) => [...new Set(items)];
export const round = (value: number) => Math.round(value * 1000) / 1000;
export const hasWord = (
  words: SentenceReading['words'],
  { start, end }: WordRange,
  test: (text: string) => boolean,
) => {
  for (let i = start; i < end; i++) if (test(words[i].text)) return true;
  return false;
};
