import type { Side } from '@totalfm/core';
import type { Compound, FindingTerm, Lexicon, Meaning, Meant } from './lexicon.ts';
import type { PhraseMatch } from './phrase-matcher.ts';
import type { Word } from './words.ts';

/** A run of words of the sentence, end exclusive. */
export interface WordRange {
  readonly start: number;
  readonly end: number;
}

/** A place where the sentence names an organ, or anatomy that is not in the experiment (no `organ`). */
export interface OrganMention extends WordRange {
  readonly organ?: string;
  readonly paired: boolean;
  readonly plural: boolean;
  /** Sides that the name itself tells: the lingula is left. */
  readonly ownSides: readonly Side[];
  /** It says where something lies, not what the sentence is about: `adjacent to the liver`. */
  readonly landmark: boolean;
  /** It is an operation that takes the organ away, or a part of it. */
  readonly removal?: boolean;
}

/** A place where the sentence names a finding: one term, or several organs' terms of the same words. */
export interface FindingMention extends WordRange {
  readonly terms: readonly FindingTerm[];
  /** The words that name it: one range, or one for each part of a compound. */
  readonly ranges: readonly WordRange[];
}

/** A sentence with everything that its words mean, overlaps resolved. */
export interface SentenceReading {
  readonly words: readonly Word[];
  readonly organs: readonly OrganMention[];
  readonly findings: readonly FindingMention[];
  /** General terms inside longer findings: the `cyst` of `hepatic or renal cyst` is the liver's as well. */
  readonly innerFindings: readonly FindingMention[];
  readonly parts: readonly Meant<'part'>[];
  readonly cues: readonly Meant<'cue'>[];
  readonly changes: readonly Meant<'change'>[];
  readonly normals: readonly Meant<'normal'>[];
  readonly aspects: readonly Meant<'aspect'>[];
  readonly sides: readonly Meant<'side'>[];
  readonly exceptions: readonly Meant<'exception'>[];
  readonly generals: readonly Meant<'general'>[];
  readonly explanations: readonly Meant<'explanation'>[];
  readonly structures: readonly Meant<'structure'>[];
  readonly places: readonly Meant<'place'>[];
}

const contains = (outer: WordRange, inner: WordRange) => outer.start <= inner.start && inner.end <= outer.end;
const longer = (outer: WordRange, inner: WordRange) =>
  contains(outer, inner) && outer.end - outer.start > inner.end - inner.start;
export const overlaps = (a: WordRange, b: WordRange) => a.start < b.end && b.start < a.end;

/** Looks the words up and lets the longest phrase win: `aortic valve` is no aorta, `no change` no negation. */
export function readSentence(words: readonly Word[], lexicon: Lexicon): SentenceReading {
  const byKind = new Map<Meaning['kind'], PhraseMatch<Meaning>[]>();
  for (const match of lexicon.match(words)) append(byKind, match.value.kind, match);
  const of = <K extends Meaning['kind']>(kind: K) => (byKind.get(kind) ?? []) as Meant<K>[];
  const longest = <T extends WordRange>(items: readonly T[], among: readonly WordRange[] = items) =>
    among.length < 2 ? [...items] : items.filter((item) => !among.some((other) => longer(other, item)));

  const organMatches = of('organ');
  const otherMatches = of('other-anatomy').filter((other) => !organMatches.some((organ) => contains(organ, other)));
  const findingMatches = of('finding');
  const anatomy: readonly WordRange[] = [...organMatches, ...otherMatches, ...findingMatches];
  const landmarks = of('landmark');
  const organs = withoutTwins(longest([...organMatches, ...otherMatches], anatomy))
    .map((match) => organMention(match, words, landmarks))
    .sort((a, b) => a.start - b.start);
  // A general term stands beside another organ's longer one: `fatty replacement` is the pancreas's, `fatty` the liver's.
  const outer = findingMatches.filter(
    (match) =>
      !anatomy.some(
        (other) => longer(other, match) && !(match.value.term.general && isOtherGeneral(other, match, findingMatches)),
      ),
  );
  const inner = findingMatches.filter((match) => match.value.term.general && !outer.includes(match));
  // A word of a longer name is no part of a compound: `aortic valve` holds no aorta, `pericardial effusion` no pleural one.
  const names = [...organMatches, ...otherMatches, ...findingMatches.filter(({ value }) => !value.term.general)];
  const parts = of('part').filter(
    (part) => !names.some((name) => longer(name, part)) || mayBeElliptical(part, findingMatches),
  );
  return {
    words,
    organs,
    findings: findingMentions(outer),
    innerFindings: findingMentions(inner),
    parts,
    cues: longest(of('cue')),
    changes: longest(of('change')),
    normals: longest(of('normal')),
    aspects: of('aspect'),
    sides: of('side'),
    exceptions: longest(of('exception')),
    generals: of('general'),
    explanations: of('explanation'),
    structures: longest(of('structure')),
    places: of('place'),
  };
}

/** `adrenalectomy` is an adrenal gland by its stem, and an operation by its term: the operation says more. */
function withoutTwins<T extends Meant<'organ'> | Meant<'other-anatomy'>>(matches: readonly T[]): T[] {
  const removals = matches.filter(({ value }) => value.kind === 'organ' && value.removal);
  const isTwin = ({ start, end, value }: T) =>
    value.kind === 'organ' &&
    !value.removal &&
    removals.some((removal) => removal.start === start && removal.end === end);
  return matches.filter((match) => !isTwin(match));
}

function isOtherGeneral(outer: WordRange, inner: Meant<'finding'>, findings: readonly Meant<'finding'>[]): boolean {
  const finding = findings.find((match) => match === outer);
  return finding !== undefined && finding.value.term.general && finding.value.term.organ !== inner.value.term.organ;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function organMention(
  match: Meant<'organ'> | Meant<'other-anatomy'>,
  words: readonly Word[],
  landmarks: readonly WordRange[],
): OrganMention {
  const { start, end, value } = match;
  const last = words[end - 1].text;
  // `adjacent to the liver`, `near the left kidney`: at most three words between.
  const landmark = landmarks.some((cue) => cue.end <= start && start - cue.end <= 3);
  const plural = /s$/.test(last) && !/(us|ss|is)$/.test(last);
  if (value.kind !== 'organ') return { start, end, paired: false, plural, ownSides: [], landmark };
  const { organ, paired, sides: ownSides, removal } = value;
  return { start, end, organ, paired, plural: plural && !removal, ownSides, landmark, ...(removal && { removal }) };
}

function findingMentions(matches: readonly Meant<'finding'>[]): FindingMention[] {
  const byPlace = new Map<string, { start: number; end: number; terms: FindingTerm[] }>();
  for (const { start, end, value } of matches) {
    const key = `${start}-${end}`;
    const mention = byPlace.get(key) ?? { start, end, terms: [] };
    if (!mention.terms.some((term) => term.finding === value.term.finding)) mention.terms.push(value.term);
    byPlace.set(key, mention);
  }
  return [...byPlace.values()]
    .sort((a, b) => a.start - b.start)
    .map((mention) => ({ ...mention, ranges: [{ start: mention.start, end: mention.end }] }));
}

/** The last words of a longer finding may serve two organs: `coronary and aortic calcification`. */
const mayBeElliptical = (part: Meant<'part'>, findings: readonly Meant<'finding'>[]) =>
  findings.some((finding) => longer(finding, part) && finding.end === part.end);

/**
 * Compounds (`height & loss`) whose parts all stand in the range, each at its tightest; or some of them in the heading before it:
 * `CBD: dilated`.
 */
export function findCompounds(
  { parts, findings }: SentenceReading,
  range: WordRange,
  isList: (from: number, to: number) => boolean,
  heading: WordRange = { start: 0, end: 0 },
): FindingMention[] {
  if (parts.length < 2) return [];
  const byCompound = new Map<Compound, Meant<'part'>[]>();
  for (const part of parts) {
    if (!contains(range, part) && !contains(heading, part)) continue;
    append(byCompound, part.value.compound, part);
  }
  const mentions: FindingMention[] = [];
  for (const [compound, found] of byCompound) {
    if (new Set(found.map(({ value }) => value.part)).size < compound.parts) continue;
    const says = ({ finding, general }: FindingTerm) => finding === compound.finding && (!general || compound.general);
    if (findings.some((mention) => contains(range, mention) && mention.terms.some(says))) continue;
    const ranges = tightest(found, compound.parts).filter((part) => contains(range, part));
    if (ranges.length === 0) continue;
    const inside = findings.find(
      (finding) => finding.terms.some(({ general }) => !general) && ranges.some((part) => longer(finding, part)),
    );
    if (inside) {
      const others = ranges.filter((part) => !longer(inside, part));
      if (others.length !== 1 || !isList(others[0].end, inside.start)) continue;
    }
    const start = Math.min(...ranges.map((part) => part.start));
    const end = Math.max(...ranges.map((part) => part.end));
    mentions.push({ start, end, terms: [compound], ranges });
  }
  return mentions;
}

/** For each place of the first part, the nearest place of every other; the tightest of these. */
function tightest(found: readonly Meant<'part'>[], parts: number): WordRange[] {
  const places = (part: number): readonly PhraseMatch<Meaning>[] => found.filter(({ value }) => value.part === part);
  let best: { width: number; ranges: WordRange[] } | undefined;
  for (const first of places(0)) {
    const ranges: WordRange[] = [first];
    for (let part = 1; part < parts; part++) {
      const gap = (place: WordRange) => Math.max(place.start - first.end, first.start - place.end);
      ranges.push(places(part).reduce((nearest, place) => (gap(place) < gap(nearest) ? place : nearest)));
    }
    const width = Math.max(...ranges.map(({ end }) => end)) - Math.min(...ranges.map(({ start }) => start));
    if (!best || width < best.width) best = { width, ranges };
  }
  return best!.ranges;
}
