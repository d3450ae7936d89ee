import type { Finding, Side } from '@totalfm/core';
import { namesDisease } from './language/diseases.ts';
import type { Lexicon } from './lexicon.ts';
import type { Located } from './locate-finding.ts';
import {
  overlaps,
  type FindingMention,
  type OrganMention,
  type SentenceReading,
  type WordRange,
} from './sentence-reading.ts';
import { within, type ClauseInput } from './statement.ts';

/** The report's words for a place in a clause: `posterobasal segment of the right lower lobe`. */
interface Place extends WordRange {
  /** It names an organ, a part or a side, and not only `upper` or `wall`. */
  readonly named: boolean;
  /** Organs that it names. */
  readonly organs: readonly string[];
}

const joiners = new Set(['of', 'the', 'in', 'and', 'or', 'both', '/', '-', '–', 'at']);
const numeral = /^(?:[ivx]{1,4}|\d{1,2}[ab]?)$/;
const farthest = 12;

/** What a clause tells of where a finding lies. */
export type ToldPlace = Pick<Finding, 'location' | 'structures'>;

/** Gives each finding the place that the clause tells, in its own words, and the structures that the place names. */
export function placeFindings(located: Located[], input: ClauseInput): void {
  if (located.length === 0) return;
  const placeOf = createPlacer(
    input,
    located.map(({ mention }) => mention),
  );
  for (const item of located) item.statement = { ...item.statement, ...placeOf(item.statement, item.mention) };
}

/** Tells where a finding of an organ lies that the clause names by `mention`, one of its `mentions`. */
export function createPlacer(
  { report, reading, clause, lexicon }: Pick<ClauseInput, 'report' | 'reading' | 'clause' | 'lexicon'>,
  mentions: readonly FindingMention[],
): (said: Pick<Finding, 'organ' | 'sides'>, mention: FindingMention) => ToldPlace {
  const { words } = reading;
  const places = readPlaces(reading, clause, mentions);
  return (said, mention) => {
    // Where another organ's finding lies is no place of this one: `emphysema with a cyst in the liver`.
    const ofScan = lexicon.structuresOf(said.organ) === undefined;
    const own = places.filter(({ organs }) => ofScan || organs.length === 0 || organs.includes(said.organ));
    const place = nearest(mention, own);
    const structures = structuresOf(said, place ? [mention, place] : [mention], reading, lexicon);
    return {
      ...(structures.length > 0 && { structures }),
      ...(place && { location: report.slice(words[place.start].start, words[place.end - 1].end) }),
    };
  };
}

/** Runs of words that tell a place, findings' own words left out. */
function readPlaces(
  { words, organs, structures, sides, places }: SentenceReading,
  clause: WordRange,
  mentions: readonly { readonly ranges: readonly WordRange[] }[],
): Place[] {
  const kind = new Uint8Array(words.length);
  const mark = (ranges: readonly WordRange[], value: number) => {
    for (const range of ranges)
      if (within(range, clause)) for (let i = range.start; i < range.end; i++) kind[i] = Math.max(kind[i], value);
  };
  mark(places, 1);
  const isPlace = ({ start, end }: OrganMention) => !words.slice(start, end).some(({ text }) => namesDisease(text));
  const named = organs.filter((mention) => !mention.landmark && isPlace(mention));
  mark(named, 2);
  mark(structures, 2);
  mark(sides, 2);
  for (const { ranges } of mentions) for (const range of ranges) kind.fill(0, range.start, range.end);
  // The side of an operation is no place of anything else: `splenomegaly after left nephrectomy`.
  for (const { start } of organs.filter((mention) => within(mention, clause) && !isPlace(mention)))
    for (let at = start - 1; at >= clause.start && kind[at] > 0; at--) kind[at] = 0;
  const found: Place[] = [];
  for (let i = clause.start; i < clause.end; i++) {
    if (kind[i] === 0) continue;
    const start = i;
    let isNamed = kind[i] === 2;
    let end = i + 1;
    for (let at = end; at < clause.end; at++) {
      if (kind[at] > 0 || (numeral.test(words[at].text) && at === end && /^seg/.test(words[at - 1].text))) {
        isNamed ||= kind[at] !== 1;
        end = at + 1;
      } else if (!joiners.has(words[at].text) || at - end > 2) break;
    }
    const place = { start, end };
    const inside = named.filter((mention) => overlaps(mention, place));
    found.push({ ...place, named: isNamed, organs: inside.flatMap(({ organ }) => organ ?? []) });
    i = end;
  }
  return found.filter((place) => place.named);
}

function nearest(mention: WordRange, places: readonly Place[]): Place | undefined {
  const distance = (place: Place) =>
    place.start >= mention.end ? place.start - mention.end : Math.max(0, mention.start - place.end);
  const [first] = places.filter((place) => distance(place) <= farthest).toSorted((a, b) => distance(a) - distance(b));
  return first;
}

/** Structures that these words, the finding's own and those of its place, name; on the finding's side, where they have sides. */
function structuresOf(
  { organ, sides }: { readonly organ: string; readonly sides: readonly Side[] },
  told: readonly WordRange[],
  { structures, sides: sideWords }: SentenceReading,
  lexicon: Lexicon,
): readonly string[] {
  const allowed = lexicon.structuresOf(organ);
  const named = structures
    .filter((match) => told.some((range) => overlaps(match, range)))
    .flatMap(({ start, value: { structures: names } }) => {
      if (!('left' in names)) return names;
      // A part without a side is neither: nothing is invented.
      const own = sideWords.filter(({ end }) => end === start).flatMap(({ value }) => value.sides);
      return (own.length > 0 ? own : sides).flatMap((side) => names[side]);
    });
  return [...new Set(named)].filter((name) => !allowed || allowed.has(name));
}
