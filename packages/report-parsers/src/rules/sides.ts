import type { Side } from '@totalfm/core';
import { copulas, transitiveVerbs } from './language/words.ts';
import type { FindingMention, OrganMention, SentenceReading, WordRange } from './sentence-reading.ts';
import type { Word } from './words.ts';

export type SidesOf = (mention: WordRange) => readonly Side[];

const order: readonly Side[] = ['left', 'right'];
export const sortSides = (sides: Iterable<Side>): readonly Side[] => {
  const set = new Set(sides);
  return order.filter((side) => set.has(side));
};

/**
 * Gives each side word of a clause to the organ or finding that it stands before (`left renal cyst`, `right and left
 * kidneys`) or, where none follows, after (`effusion on the right`).
 */
export function readSides(
  reading: SentenceReading,
  clause: WordRange,
  findings: readonly FindingMention[],
  report: string,
): SidesOf {
  const { words } = reading;
  const organs = reading.organs.filter(({ start, end }) => start >= clause.start && end <= clause.end);
  const targets = [...organs, ...findings.filter(({ terms }) => terms.some(({ contrary }) => !contrary))];
  const tokens = sideTokens(reading, clause, targets, report);
  const isSide = (at: number) => tokens.some(({ start, end }) => start <= at && at < end);
  const sides = new Map<WordRange, Side[]>();
  for (const token of tokens) {
    const about = following(token, { words, clause, targets, isSide }) ?? preceding(token, targets);
    for (const target of about) sides.set(target, [...(sides.get(target) ?? []), ...token.sides]);
  }
  return (mention) =>
    sortSides([...(sides.get(mention) ?? []), ...((mention as Partial<OrganMention>).ownSides ?? [])]);
}

interface SideToken extends WordRange {
  readonly sides: readonly Side[];
}

function sideTokens(
  { words, sides }: SentenceReading,
  clause: WordRange,
  targets: readonly WordRange[],
  report: string,
): SideToken[] {
  const tokens: SideToken[] = sides
    .filter(({ start, end }) => start >= clause.start && end <= clause.end)
    .map(({ start, end, value }) => ({ start, end, sides: value.sides }));
  // `L kidney`, `R renal stone`: only a capital right before what it is about.
  for (let i = clause.start; i < clause.end; i++) {
    const letter = words[i].text === 'l' ? 'left' : words[i].text === 'r' ? 'right' : undefined;
    if (letter && /[LR]/.test(report[words[i].start]) && targets.some(({ start }) => start === i + 1))
      tokens.push({ start: i, end: i + 1, sides: [letter] });
  }
  return tokens.sort((a, b) => a.start - b.start);
}

const joins = new Set(['and', 'or', ',', '/', '&', 'nor', 'the', 'than', 'greater']);
const breaksPhrase = new Set([',', ';', '.', ')', '(', 'and', 'or', 'but', 'with', 'while', ':', 'without']);

/** The clause that side words are read in. */
interface SideClause {
  readonly words: readonly Word[];
  readonly clause: WordRange;
  /** Organs and findings that may have a side. */
  readonly targets: readonly WordRange[];
  /** True where the word at this place is a side. */
  readonly isSide: (at: number) => boolean;
}

/** Every target that starts at the first place after the token, if that is in the same phrase. */
function following(token: SideToken, { words, clause, targets, isSide }: SideClause): readonly WordRange[] | undefined {
  const own = targets.filter(({ start, end }) => start <= token.start && token.end <= end);
  if (own.length > 0) return own;
  let at = token.end;
  // `right and left kidneys`: go on from the last side of a list of sides.
  for (let next = at; next < clause.end && (joins.has(words[next].text) || isSide(next)); next++)
    if (isSide(next)) at = next + 1;
  for (let steps = 0; at < clause.end && steps < 5; at++, steps++) {
    const found = targets.filter(({ start }) => start === at);
    if (found.length > 0) return found;
    const { text } = words[at];
    if (breaksPhrase.has(text) || copulas.has(text) || transitiveVerbs.has(text) || isSide(at)) return undefined;
  }
  return undefined;
}

function preceding(token: SideToken, targets: readonly WordRange[]): readonly WordRange[] {
  const end = Math.max(...targets.filter((target) => target.end <= token.start).map((target) => target.end), -1);
  return targets.filter((target) => target.end === end);
}
