import type { Finding } from '@totalfm/core';
import type { OrganGroup } from './attribution.ts';
import { conjunctions, copulas, existentialWords, placePrepositions } from './language/words.ts';
import { namesDisease } from './language/diseases.ts';
import { beforeOrgan, goneAdverbs } from './language/removals.ts';
import type { Meant } from './lexicon.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';

/**
 * What a denial of the organ itself says: `The spleen is absent` that it is gone, which is a finding, and `The gallbladder is
 * not seen` that nobody knows. Neither calls it normal. Undefined where what is denied is something of the organ.
 */
export function missingOrgan(
  reading: SentenceReading,
  clause: WordRange,
  group: OrganGroup,
): Exclude<Finding['state'], 'absent'> | undefined {
  const names = reading.words.slice(group.start, group.end);
  if (names.some(({ text }) => namesDisease(text))) return undefined;
  const denials = reading.cues.filter(
    ({ start, end, value }) => value.cue.kind === 'negation' && start >= clause.start && end <= clause.end,
  );
  for (const cue of denials) {
    if (isDeniedBefore(reading, clause, group, cue)) return isGone(reading, cue) ? 'present' : 'uncertain';
    if (isDeniedAfter(reading, clause, group, cue)) return isGone(reading, cue) ? 'present' : 'uncertain';
  }
  return undefined;
}

const textOf = ({ words }: SentenceReading, { start, end }: WordRange) =>
  words
    .slice(start, end)
    .map(({ text }) => text)
    .join(' ');

/** `is absent`, `absence of`, `no`: it is not there. `not seen`, `nonvisualization of`: it may be. */
const isGone = (reading: SentenceReading, cue: WordRange) =>
  /^(?:no|without|absence of|lack of|lacks|lacking)$|\babsent$|^not present$/.test(textOf(reading, cue)) &&
  !/\b(?:seen|identified|visuali[sz]ed|found|detected|noted)\b/.test(
    textOf(reading, { start: cue.end, end: reading.words.length }),
  );

/** `The left kidney is absent`: the organ is the subject, and nothing of it. */
function isDeniedBefore(
  { words }: SentenceReading,
  clause: WordRange,
  group: WordRange,
  { start, value }: Meant<'cue'>,
): boolean {
  if (value.cue.scope !== 'before' || start < group.end) return false;
  for (let i = group.end; i < start; i++) if (!goneAdverbs.has(words[i].text)) return false;
  const at = subjectStart(words, clause, group);
  // `An accessory spleen is not seen` says nothing of the spleen.
  return at <= clause.start || conjunctions.has(words[at - 1].text) || (at < group.start && !isPlace(words, at));
}

const isPlace = (words: SentenceReading['words'], at: number) => placePrepositions.has(words[at - 1].text);

const adjective = /(?:al|ic|ar|ary|ous)$/;

/** `Absence of the spleen`, `no gallbladder is seen`: nothing stands between, and no noun after. */
function isDeniedAfter(reading: SentenceReading, clause: WordRange, group: WordRange, cue: Meant<'cue'>): boolean {
  const { words } = reading;
  if (cue.value.cue.scope !== 'after' || subjectStart(words, clause, group) > cue.end || cue.end > group.start)
    return false;
  if (adjective.test(words[group.end - 1].text)) return false;
  const next = group.end < clause.end ? words[group.end].text : '.';
  const ends = next === '.' || copulas.has(next) || existentialWords.has(next);
  const of = /\bof$/.test(textOf(reading, cue));
  return ends || (of && /^(?:[,;()]|and|with|on|in|after)$/.test(next));
}

function subjectStart(words: SentenceReading['words'], clause: WordRange, group: WordRange): number {
  let at = group.start;
  while (at > clause.start && beforeOrgan.has(words[at - 1].text)) at--;
  return at;
}
