import type { Side } from '@totalfm/core';
import { beforeOrgan } from './language/removals.ts';
import { listWords, placePrepositions } from './language/words.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';
import { readSides, sortSides } from './sides.ts';
import { within, type Context } from './statement.ts';

const headingWords = 8;

/**
 * A heading at the start of a sentence: `LIVER:`, `Kidneys and ureters:`. What follows is about these organs, or, for a
 * heading that names none (`Other:`), about none in particular.
 */
export function readHeading(
  reading: SentenceReading,
  report: string,
): { readonly end: number; readonly context: Context | undefined } | undefined {
  const { words, organs, findings } = reading;
  const colon = words.findIndex(({ text }) => text === ':');
  if (colon < 1 || colon > headingWords) return undefined;
  const inHeading = organs.filter(({ end }) => end <= colon);
  if (findings.some(({ end, terms }) => end <= colon && terms.some(({ general }) => !general))) return undefined;
  const covered = (at: number) =>
    inHeading.some(({ start, end }) => start <= at && at < end) || reading.sides.some(({ start }) => start === at);
  let loose = 0;
  for (let i = 0; i < colon; i++) {
    if (words[i].text === '.' || words[i].text === '?') return undefined;
    if (!covered(i) && !listWords.has(words[i].text) && /\p{L}/u.test(words[i].text)) loose++;
  }
  if (loose > 3) return undefined;
  const members = inHeading.filter(({ organ }) => organ !== undefined);
  if (members.length === 0) return { end: colon + 1, context: undefined };
  const sidesOf = readSides(reading, { start: 0, end: colon }, [], report);
  const ids = [...new Set(members.map(({ organ }) => organ!))];
  return {
    end: colon + 1,
    context: {
      heading: true,
      organs: ids.map((organ) => {
        const sides: readonly Side[] = sortSides(
          members.filter((member) => member.organ === organ && member.paired).flatMap((member) => sidesOf(member)),
        );
        return { organ, sides: sides.length === 1 ? sides : [] };
      }),
    },
  };
}

/**
 * The heading's words that a clause goes on from (`CBD: dilated`): none where the clause has a subject of its own, as in `Bile
 * ducts: The gallbladder is prominent`. An organ after a preposition is a place.
 */
export function headingOf({ words, organs }: SentenceReading, clause: WordRange, heading: WordRange): WordRange {
  const isPlace = (start: number) => {
    let at = start - 1;
    while (at >= clause.start && beforeOrgan.has(words[at].text)) at--;
    return at >= clause.start && placePrepositions.has(words[at].text);
  };
  const own = organs.some((organ) => within(organ, clause) && !organ.landmark && !isPlace(organ.start));
  return own ? { start: 0, end: 0 } : heading;
}
