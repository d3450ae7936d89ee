import type { OrganDefinition } from '@totalfm/core';

/** Terms of organs as patterns: a phrase of words in a row, `*` standing for any word ending. */
const patterns = new WeakMap<readonly string[], RegExp>();

const patternOf = (terms: readonly string[]): RegExp => {
  const known = patterns.get(terms);
  if (known) return known;
  const phrases = terms.map((term) =>
    term
      .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', String.raw`\p{L}*`)
      .replaceAll(' ', String.raw`[\s-]+`),
  );
  const made = new RegExp(String.raw`(?<!\p{L})(?:${phrases.join('|') || '(?!)'})(?!\p{L})`, 'iu');
  patterns.set(terms, made);
  return made;
};

/** Whether a text names the organ or a part of it. */
export const namesOrgan = (text: string, { terms }: Pick<OrganDefinition, 'terms'>): boolean =>
  patternOf(terms).test(text);
