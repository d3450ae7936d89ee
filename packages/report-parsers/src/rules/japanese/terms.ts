import type { AnatomyTerms, Side } from '@totalfm/core';
import { escapeRegExp } from '../../escape-reg-exp.ts';
import { generalTerms, otherAnatomy } from './language.ts';

/** A finding of an organ, as a term names it. */
export interface FindingTerm {
  readonly organ: string;
  readonly finding: string;
  /** It needs the organ. */
  readonly general: boolean;
  /** It says that the finding is not there. */
  readonly contrary: boolean;
}

export type Meaning =
  | { readonly kind: 'organ'; readonly organ: string; readonly sides: readonly Side[] }
  | { readonly kind: 'other-anatomy' }
  | { readonly kind: 'finding'; readonly term: FindingTerm }
  | { readonly kind: 'part'; readonly term: FindingTerm; readonly part: number; readonly parts: number };

export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly meanings: readonly Meaning[];
}

/** Finds terms in a text without spaces between words: the longest at each place, none inside of another. */
export function createTermFinder({ organs }: AnatomyTerms): (text: string, start: number, end: number) => Mention[] {
  const meanings = new Map<string, Meaning[]>();
  const add = (term: string, meaning: Meaning) => meanings.set(term, [...(meanings.get(term) ?? []), meaning]);
  for (const organ of organs) addOrgan(organ, add);
  for (const term of otherAnatomy) if (!meanings.has(term)) add(term, { kind: 'other-anatomy' });
  const escaped = [...meanings.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
  const anyTerm = new RegExp(escaped.join('|'), 'g');
  return (text, start, end) =>
    [...text.slice(start, end).matchAll(anyTerm)].map((match) => ({
      start: start + match.index,
      end: start + match.index + match[0].length,
      meanings: meanings.get(match[0])!,
    }));
}

function addOrgan(
  { organ, findings, languages }: AnatomyTerms['organs'][number],
  add: (term: string, meaning: Meaning) => void,
): void {
  const ja = languages?.ja;
  if (!ja) return;
  const sidesOf = (term: string) => (['left', 'right'] as const).filter((side) => ja.sideTerms?.[side].includes(term));
  for (const term of ja.terms) add(term, { kind: 'organ', organ, sides: sidesOf(term) });
  for (const { id } of findings) {
    for (const contrary of [false, true]) {
      for (const text of (contrary ? ja.findings[id]?.contraryTerms : ja.findings[id]?.terms) ?? []) {
        const parts = text.split(' & ');
        const term = { organ, finding: id, general: parts.every((part) => generalTerms.has(part)), contrary };
        if (parts.length === 1) add(text, { kind: 'finding', term });
        else parts.forEach((word, part) => add(word, { kind: 'part', term, part, parts: parts.length }));
      }
    }
  }
}
