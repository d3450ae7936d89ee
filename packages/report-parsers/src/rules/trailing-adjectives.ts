import { adjectiveEnding, adjectives, nounsLikeAdjectives } from './language/adjectives.ts';
import { namesDisease } from './language/diseases.ts';
import { connectors, grades, verbAdverbs } from './language/words.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';

/**
 * True where the first of these runs says more of the subject before it and names none itself: `Gallbladder wall appears
 * prominent, | possibly thickened`. A noun after it would be what it is about (`clear lungs, calcified | and noncalcified
 * nodules`), unless an organ begins another statement.
 */
export function areTrailingAdjectives(reading: SentenceReading, [first, ...following]: readonly WordRange[]): boolean {
  if (!isAdjectives(reading, first)) return false;
  const next = following.find((range) => !isAdjectives(reading, range));
  return !next || reading.organs.some(({ start, end }) => start >= next.start && end <= next.end);
}

function isAdjectives({ words, cues }: SentenceReading, { start, end }: WordRange): boolean {
  const inCue = (at: number) => cues.some((cue) => cue.start <= at && at < cue.end);
  for (let i = start; i < end; i++) if (!inCue(i) && !isAdjective(words[i].text)) return false;
  return true;
}

const isAdjective = (text: string) =>
  adjectives.has(text) ||
  grades.has(text) ||
  verbAdverbs.has(text) ||
  connectors.has(text) ||
  !/\p{L}|\d/u.test(text) ||
  (adjectiveEnding.test(text) && !nounsLikeAdjectives.test(text) && !namesDisease(text));
