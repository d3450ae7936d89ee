import type { Side } from '@totalfm/core';
import { findSizes, type Size } from '../sizes.ts';
import { sortSides } from '../sides.ts';
import { round, type Statement } from '../statement.ts';
import { abnormality, degreeWords, newWords, normality, sideWords, type Predicate } from './language.ts';
import type { FindingTerm, Mention } from './terms.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** An organ that the text is about. */
export interface Subject {
  readonly organ: string;
  readonly sides: readonly Side[];
}

/** A run of a sentence up to and with its predicate; the last may have none. */
export interface Clause extends Range {
  readonly predicate?: Predicate;
}

export interface ClauseInput {
  readonly text: string;
  readonly clause: Clause;
  /** Organs and findings that it names, in order. */
  readonly mentions: readonly Mention[];
  /** What the clause before was about. */
  readonly context: readonly Subject[];
  readonly paired: ReadonlySet<string>;
}

/** A finding that a clause names, and the organs that it was about by then. */
interface Named {
  readonly term: FindingTerm;
  readonly at: Range;
  /** Where the words about this finding begin. */
  readonly from: number;
  readonly subjects: readonly Subject[];
}

interface ReadNames {
  readonly named: readonly Named[];
  /** What the clause is about at its end. */
  readonly subjects: readonly Subject[];
}

/** Statements of a clause, and what the next one is about where it does not say so. */
export function readClause(input: ClauseInput): { statements: Statement[]; context: readonly Subject[] } {
  const { predicate } = input.clause;
  const { named, subjects } = readNames(input);
  if (predicate?.notFound) return { statements: [], context: subjects };
  const sizes = findSizes(input.text, input.clause.start, input.clause.end);
  const statements = named.map((one, index) => {
    const next = named.slice(index + 1).find(({ at }) => at.start > one.at.start);
    return stateFinding(input, one, next?.at.start ?? input.clause.end, sizes);
  });
  return { statements: statements.length > 0 ? statements : stateOrgans(input, subjects), context: subjects };
}

/** Goes through what the clause names: organs become what it is about, findings are taken down with that. */
function readNames({ text, clause, mentions, context }: ClauseInput): ReadNames {
  let subjects = context;
  let anew = true;
  let from = clause.start;
  const named: Named[] = [];
  const termsOf = createTermReader();
  for (const mention of mentions) {
    const terms = termsOf(mention);
    const organ = mention.meanings.find((meaning) => meaning.kind === 'organ');
    if (organ) {
      const subject = { organ: organ.organ, sides: sortSides([...sidesBefore(text, mention), ...organ.sides]) };
      subjects = anew ? [subject] : [...subjects, subject];
      anew = false;
    } else if (mention.meanings.some(({ kind }) => kind === 'other-anatomy')) {
      subjects = [];
      anew = true;
    }
    const about = subjects;
    const own = terms.filter((term) => !term.general || about.some((subject) => subject.organ === term.organ));
    if (own.length === 0) continue;
    named.push(...own.map((term) => ({ term, at: mention, from, subjects: about })));
    from = mention.end;
    anew = true;
    subjects = narrowedTo(
      terms.filter(({ general }) => !general),
      about,
    );
  }
  return { named, subjects };
}

/** Findings that a mention names; one that is told in parts, at its last part. */
function createTermReader(): (mention: Mention) => FindingTerm[] {
  const parts = new Map<string, Set<number>>();
  return ({ meanings }) =>
    meanings.flatMap((meaning) => {
      if (meaning.kind === 'finding') return [meaning.term];
      if (meaning.kind !== 'part') return [];
      const key = JSON.stringify([meaning.term, meaning.parts]);
      const seen = parts.get(key) ?? new Set();
      parts.set(key, seen.add(meaning.part));
      return seen.size === meaning.parts ? [meaning.term] : [];
    });
}

/** After findings that are of one organ only, a clause is about their organs. */
function narrowedTo(specific: readonly FindingTerm[], subjects: readonly Subject[]): readonly Subject[] {
  if (specific.length === 0) return subjects;
  return [
    ...subjects.filter(({ organ }) => specific.some((term) => term.organ === organ)),
    ...specific
      .filter((term) => !subjects.some((subject) => subject.organ === term.organ))
      .map((term) => ({ organ: term.organ, sides: [] })),
  ];
}

/** What a clause states of a finding; the words after it count up to `until`. */
function stateFinding(
  { text, clause: { predicate, end }, paired }: ClauseInput,
  { term, at, from, subjects }: Named,
  until: number,
  sizes: readonly Size[],
): Statement {
  const before = text.slice(from, at.start);
  const after = text.slice(at.end, until);
  const listed = predicate?.state === 'absent' && degreeWords.test(before) && /[、,]/.test(after) && until < end;
  const state = term.contrary ? 'absent' : listed ? 'present' : (predicate?.state ?? 'present');
  const subject = subjects.find(({ organ }) => organ === term.organ);
  const near = sidesIn(before);
  const sides = near.length > 0 ? near : (subject?.sides.length ?? 0) > 0 ? subject!.sides : sidesIn(after);
  const size =
    state === 'absent'
      ? undefined
      : (sizes.filter((each) => each.start >= from && each.end <= at.start).at(-1) ??
        sizes.find((each) => each.start >= at.end && each.end <= until));
  const change = predicate?.change ?? (newWords.test(before) && state !== 'absent' ? 'new' : undefined);
  return {
    organ: term.organ,
    finding: term.finding,
    state,
    sides: paired.has(term.organ) ? sides : [],
    ...(size && { sizeMm: size.mm }),
    ...(change && { change }),
    confidence: round(0.9 * (term.general ? 0.9 : 1)),
  };
}

/** What a clause without a finding states of organs as a whole: only one that names the organ itself does. */
function stateOrgans(
  { text, clause: { start, end, predicate }, mentions, paired }: ClauseInput,
  subjects: readonly Subject[],
): Statement[] {
  const named = mentions.some(({ meanings }) => meanings.some(({ kind }) => kind === 'organ')) ? subjects : [];
  const body = text.slice(start, end);
  const normal = normality.test(body) || predicate?.same || (predicate?.state === 'absent' && abnormality.test(body));
  const state = normal ? 'absent' : (predicate?.state ?? 'present');
  return named.map(({ organ, sides }) => ({
    organ,
    state,
    sides: paired.has(organ) ? sides : [],
    confidence: normal ? 0.9 : 0.6,
  }));
}

const sidePattern = new RegExp(sideWords.map(([pattern]) => `(${pattern})`).join('|'), 'g');
const sidesIn = (text: string): readonly Side[] =>
  sortSides([...text.matchAll(sidePattern)].flatMap((match) => sideWords[match.slice(1).findIndex(Boolean)][1]));
/** `右腎`, `左の腎`. */
const sidesBefore = (text: string, { start }: Range) =>
  sidesIn(/(?:両側|両|左右|[左右])(?:の|側)?$/.exec(text.slice(Math.max(0, start - 4), start))?.[0] ?? '');
