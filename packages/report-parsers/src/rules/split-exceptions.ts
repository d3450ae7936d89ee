import { indefinite } from './language/quantities.ts';
import { connectors } from './language/words.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';

/** A run of a sentence that is read by itself. */
export interface Clause extends WordRange {
  /** It says what the rest of the sentence leaves out: `except for a 12 mm cyst`. */
  readonly exception: boolean;
}

/**
 * What a sentence says and, apart, what it excepts: `The spleen is normal | except for a 12 mm cyst`, `Apart from a cyst, | the
 * spleen is normal`. Only normality and absence have exceptions; other sentences stay whole.
 */
export function splitExceptions(reading: SentenceReading, from: number): Clause[] {
  const { words } = reading;
  const segments: Clause[] = [];
  let at = from;
  const add = (start: number, end: number, exception: boolean) => {
    if (start < end) segments.push({ start, end, exception });
  };
  for (const { start, end } of reading.exceptions) {
    if (start < at || end >= words.length || (words[start].text === 'but' && words[start - 1]?.text === ',')) continue;
    const leading = !hasContent(reading, { start: at, end: start });
    const until = leading ? leadingEnd(reading, end) : trailingEnd(reading, end);
    if (!namesSomething(reading, { start: end, end: until })) continue;
    const rest = [
      { start: at, end: start },
      { start: until, end: words.length },
    ];
    if (!rest.some((range) => mayHaveExceptions(reading, range))) continue;
    if (!leading) add(at, start, false);
    add(leading ? at : start, until, true);
    at = until;
  }
  add(at, words.length, false);
  return segments;
}

const hasContent = ({ words }: SentenceReading, { start, end }: WordRange) =>
  words.slice(start, end).some(({ text }) => /[\p{L}\d]/u.test(text) && !connectors.has(text));

/** `Apart from this, both lungs are normal` excepts what has been said before. */
const namesSomething = ({ organs, findings, generals }: SentenceReading, { start, end }: WordRange) =>
  [organs, findings, generals].some((items) => items.some((item) => item.start >= start && item.end <= end));

/** The first comma that no further exception follows: `Apart from a cyst in the liver, a nodule and a stone, | …`. */
function leadingEnd({ words }: SentenceReading, from: number): number {
  for (let i = from; i < words.length; i++) {
    if (words[i].text === ';') return i;
    if (words[i].text !== ',') continue;
    const next = words[i + 1]?.text === 'and' ? i + 2 : i + 1;
    if (!indefinite.has(words[next]?.text) && !/^\d/.test(words[next]?.text ?? '')) return i;
  }
  return words.length;
}

function trailingEnd({ words }: SentenceReading, from: number): number {
  const end = words.findIndex(({ text }, index) => index >= from && text === ';');
  return end < 0 ? words.length : end;
}

const mayHaveExceptions = ({ normals, cues }: SentenceReading, { start, end }: WordRange) =>
  normals.some((match) => match.start >= start && match.end <= end) ||
  cues.some((cue) => cue.value.cue.kind === 'negation' && cue.start >= start && cue.end <= end);
