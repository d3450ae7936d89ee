import { isPaired, type AnatomyTerms, type Finding, type ParsedReport, type Side } from '@totalfm/core';
import { mentionedOrgans } from '../../mentioned-organs.ts';
import { findSizes } from '../sizes.ts';
import { sortSides } from '../sides.ts';
import { round } from '../statement.ts';
import {
  abnormality,
  degreeWords,
  findPredicates,
  newWords,
  normality,
  sideWords,
  type Predicate,
} from './language.ts';
import { readableLines } from './sections.ts';
import { createTermFinder, type FindingTerm, type Mention } from './terms.ts';

/** Characters as Chinese writes them, and Japanese does not. */
export const hasChinese = (report: string): boolean =>
  /[脏见异显结节肿肾侧积胀扩张钙检为这们发变缩阴块质头颈门脉]/.test(report);

/** Japanese has kana; Chinese names in an English report have none. Short reports may hold none either (`肝嚢胞。`). */
export const isJapanese = (report: string): boolean =>
  /[\u3041-\u30ff]/.test(report) || (/[\u3400-\u9fff].*。/.test(report) && !hasChinese(report));

interface Subject {
  readonly organ: string;
  readonly sides: readonly Side[];
}

/** A run of a sentence up to and with its predicate; the last may have none. */
interface Clause {
  readonly start: number;
  readonly end: number;
  readonly predicate?: Predicate;
}

type Statement = Omit<Finding, 'sentence'>;

/**
 * Reads Japanese reports. The predicate comes last: what it says holds for every organ and finding named since the predicate
 * before it (`肝に嚢胞を認めるが、腫瘤や胆管拡張は認めない`). A sentence without one names what is there (`肝嚢胞。`).
 */
export function createJapaneseReader(anatomy: AnatomyTerms): (report: string) => ParsedReport {
  const findTerms = createTermFinder(anatomy);
  const paired = new Set(anatomy.organs.filter(isPaired).map(({ organ }) => organ));

  return (report) => {
    const text = halfWidth(report);
    const findings: Finding[] = [];
    for (const line of readableLines(text)) {
      let context: readonly Subject[] = [];
      for (const sentence of splitSentences(text, line)) {
        const read = splitClauses(text, sentence).map((clause) => {
          const result = readClause(text, clause, findTerms(text, clause.start, clause.end), context, paired);
          context = result.context;
          return { clause, statements: result.statements };
        });
        findings.push(...withSpans(report, sentence, read));
      }
    }
    return { findings, mentioned: mentionedOrgans(anatomy, findings) };
  };
}

/** Full-width letters and digits as ASCII, one character for one, so that offsets stay; `．` is a decimal point between digits. */
const halfWidth = (text: string) =>
  text
    .replace(/(?<=\d|[０-９])．(?=\d|[０-９])/g, '.')
    .replace(/[０-９Ａ-Ｚａ-ｚ＋－×]/g, (character) =>
      character === '×' ? 'x' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    );

interface Range {
  readonly start: number;
  readonly end: number;
}

function splitSentences(text: string, { start, end }: Range): Range[] {
  return [...text.slice(start, end).matchAll(/[^。．\n]*(?:[。．]|$)/g)]
    .map((match) => trimmed(text, { start: start + match.index, end: start + match.index + match[0].length }))
    .filter((range) => range.end > range.start);
}

function trimmed(text: string, { start, end }: Range): Range {
  const slice = text.slice(start, end);
  return { start: start + slice.length - slice.trimStart().length, end: end - (slice.length - slice.trimEnd().length) };
}

function splitClauses(text: string, { start, end }: Range): Clause[] {
  const clauses: Clause[] = [];
  let from = start;
  for (const found of findPredicates(text.slice(start, end))) {
    const predicate = { ...found, start: start + found.start, end: start + found.end };
    const last = clauses.at(-1);
    // `疑いあり`, `と考えられ、認める`: a predicate right after another belongs to it.
    if (last && /^[のをがはもとに、]*$/.test(text.slice(last.end, predicate.start)))
      clauses[clauses.length - 1] = { ...last, end: predicate.end, predicate: stronger(last.predicate!, predicate) };
    else clauses.push({ start: from, end: predicate.end, predicate });
    from = predicate.end;
  }
  if (/[^。．、\s]/.test(text.slice(from, end))) clauses.push({ start: from, end });
  return clauses;
}

/** A denial at the end outweighs; else what came first. */
const stronger = (first: Predicate, second: Predicate): Predicate =>
  second.state === 'absent' && first.state !== 'absent' && !first.same ? second : first;

function readClause(
  text: string,
  { start, end, predicate }: Clause,
  mentions: readonly Mention[],
  context: readonly Subject[],
  paired: ReadonlySet<string>,
): { statements: Statement[]; context: readonly Subject[] } {
  let subjects = context;
  let anew = true;
  let from = start;
  const said: Array<{ term: FindingTerm; at: Range; from: number; subjects: readonly Subject[] }> = [];
  const parts = new Map<string, Set<number>>();
  for (const mention of mentions) {
    const terms = mention.meanings.flatMap((meaning) => {
      if (meaning.kind === 'finding') return [meaning.term];
      if (meaning.kind !== 'part') return [];
      const key = JSON.stringify([meaning.term, meaning.parts]);
      const seen = parts.get(key) ?? new Set();
      parts.set(key, seen.add(meaning.part));
      return seen.size === meaning.parts ? [meaning.term] : [];
    });
    const organ = mention.meanings.find((meaning) => meaning.kind === 'organ');
    if (organ) {
      const subject = { organ: organ.organ, sides: sortSides([...sidesBefore(text, mention), ...organ.sides]) };
      subjects = anew ? [subject] : [...subjects, subject];
      anew = false;
    } else if (mention.meanings.some(({ kind }) => kind === 'other-anatomy')) {
      subjects = [];
      anew = true;
    }
    const specific = terms.filter(({ general }) => !general);
    const own = terms.filter(
      ({ general, organ: named }) => !general || subjects.some((subject) => subject.organ === named),
    );
    if (own.length > 0) {
      said.push(...own.map((term) => ({ term, at: mention, from, subjects })));
      from = mention.end;
      anew = true;
      if (specific.length > 0)
        subjects = [
          ...subjects.filter(({ organ: named }) => specific.some((term) => term.organ === named)),
          ...specific
            .filter((term) => !subjects.some((subject) => subject.organ === term.organ))
            .map((term) => ({ organ: term.organ, sides: [] })),
        ];
    }
  }
  if (predicate?.notFound) return { statements: [], context: subjects };

  const sizes = findSizes(text, start, end);
  const statements = said.map(({ term, at, from: since, subjects: about }, index): Statement => {
    const until = said.slice(index + 1).find((next) => next.at.start > at.start)?.at.start ?? end;
    const degree = degreeWords.test(text.slice(since, at.start));
    const listed = predicate?.state === 'absent' && degree && /[、,]/.test(text.slice(at.end, until)) && until < end;
    const state = term.contrary ? 'absent' : listed ? 'present' : (predicate?.state ?? 'present');
    const subject = about.find(({ organ }) => organ === term.organ);
    const near = sidesIn(text.slice(since, at.start));
    const sides =
      near.length > 0 ? near : (subject?.sides.length ?? 0) > 0 ? subject!.sides : sidesIn(text.slice(at.end, until));
    const size =
      state === 'absent'
        ? undefined
        : (sizes.filter((each) => each.start >= since && each.end <= at.start).at(-1) ??
          sizes.find((each) => each.start >= at.end && each.end <= until));
    const change =
      predicate?.change ?? (newWords.test(text.slice(since, at.start)) && state !== 'absent' ? 'new' : undefined);
    return {
      organ: term.organ,
      finding: term.finding,
      state,
      sides: paired.has(term.organ) ? sides : [],
      ...(size && { sizeMm: size.mm }),
      ...(change && { change }),
      confidence: round(0.9 * (term.general ? 0.9 : 1)),
    };
  });
  if (statements.length > 0) return { statements, context: subjects };

  // Only a clause that names the organ itself speaks of it as a whole.
  const named = mentions.some(({ meanings }) => meanings.some(({ kind }) => kind === 'organ')) ? subjects : [];
  const body = text.slice(start, end);
  const normal = normality.test(body) || predicate?.same || (predicate?.state === 'absent' && abnormality.test(body));
  const state = normal ? 'absent' : (predicate?.state ?? 'present');
  return {
    statements: named.map(({ organ, sides }) => ({
      organ,
      state,
      sides: paired.has(organ) ? sides : [],
      confidence: normal ? 0.9 : 0.6,
    })),
    context: subjects,
  };
}

const sidePattern = new RegExp(sideWords.map(([pattern]) => `(${pattern})`).join('|'), 'g');
const sidesIn = (text: string): readonly Side[] =>
  sortSides([...text.matchAll(sidePattern)].flatMap((match) => sideWords[match.slice(1).findIndex(Boolean)][1]));
/** `右腎`, `左の腎`. */
const sidesBefore = (text: string, { start }: Range) =>
  sidesIn(/(?:両側|両|左右|[左右])(?:の|側)?$/.exec(text.slice(Math.max(0, start - 4), start))?.[0] ?? '');

/** The whole sentence where it is about the same organs throughout, else the clause. */
function withSpans(
  report: string,
  sentence: Range,
  clauses: ReadonlyArray<{ readonly clause: Clause; readonly statements: readonly Statement[] }>,
): Finding[] {
  const organs = new Set(clauses.flatMap(({ statements }) => statements.map(({ organ }) => organ)));
  const speaking = clauses.filter(({ statements }) => statements.length > 0).length;
  return clauses.flatMap(({ clause, statements }) => {
    const { start: from, end } = organs.size > 1 && speaking > 1 ? clause : sentence;
    const start = from + /^[、,が\s]*/.exec(report.slice(from, end))![0].length;
    return statements.map((statement) => ({ ...statement, sentence: { text: report.slice(start, end), start, end } }));
  });
}
