import type { Side } from '@totalfm/core';
import { listWords } from './language/words.ts';
import type { Context } from './statement.ts';
import type { SentenceReading } from './sentence-reading.ts';
import { readSides, sortSides } from './sides.ts';

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
