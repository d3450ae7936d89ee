import { splitWords, type Word } from './words.ts';

/** A phrase found in words `start` … `end` − 1. */
export interface PhraseMatch<T> {
  readonly value: T;
  readonly start: number;
  readonly end: number;
}

interface WordPattern {
  readonly text: string;
  /** `cyst*`: any word that starts so. */
  readonly prefix: boolean;
}

interface Phrase<T> {
  readonly patterns: readonly WordPattern[];
  readonly value: T;
}

const memoLimit = 50_000;

function wordPatterns(phrase: string): WordPattern[] {
  return phrase
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((piece) => {
      const prefix = piece.endsWith('*');
      const texts = splitWords(prefix ? piece.slice(0, -1) : piece).map(({ text }) => text);
      return texts.map((text, index) => ({ text, prefix: prefix && index === texts.length - 1 }));
    });
}

const fits = ({ text, prefix }: WordPattern, word: string) => (prefix ? word.startsWith(text) : word === text);

/**
 * Finds phrases (syntax of an organ's `terms`, without ` & `) in words: every occurrence of every phrase. One pass, in time
 * that does not depend on how many phrases there are: phrases are looked up by their first word, and remembered.
 */
export function createPhraseMatcher<T>(entries: ReadonlyArray<readonly [phrase: string, value: T]>): (words: readonly Word[]) => PhraseMatch<T>[] {
  const phrases = entries.map(([phrase, value]): Phrase<T> => ({ patterns: wordPatterns(phrase), value })).filter(({ patterns }) => patterns.length > 0);
  const exact = new Map<string, Phrase<T>[]>();
  const prefixed = new Map<string, Phrase<T>[]>();
  for (const phrase of phrases) {
    const { text, prefix } = phrase.patterns[0];
    const index = prefix ? prefixed : exact;
    index.set(text, [...(index.get(text) ?? []), phrase]);
  }

  const memo = new Map<string, readonly Phrase<T>[]>();
  const startingWith = (word: string): readonly Phrase<T>[] => {
    let found = memo.get(word);
    if (!found) {
      const list = [...(exact.get(word) ?? [])];
      for (let length = 1; length <= word.length; length++) list.push(...(prefixed.get(word.slice(0, length)) ?? []));
      found = list;
      if (memo.size < memoLimit) memo.set(word, found);
    }
    return found;
  };

  return (words) => {
    const matches: PhraseMatch<T>[] = [];
    for (let start = 0; start < words.length; start++) {
      for (const { patterns, value } of startingWith(words[start].text)) {
        let length = 1;
        while (length < patterns.length && start + length < words.length && fits(patterns[length], words[start + length].text)) length++;
        if (length === patterns.length) matches.push({ value, start, end: start + length });
      }
    }
    return matches;
  };
}
