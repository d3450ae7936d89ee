import type { Finding, OrganPart, Sentence } from '@totalfm/core';

/** The statements about one organ part: a statement that names no side is about both. */
export function statementsAbout(findings: readonly Finding[], { organ, side }: OrganPart): readonly Finding[] {
  return findings.filter(
    (finding) => finding.organ === organ && (!side || finding.sides.length === 0 || finding.sides.includes(side)),
  );
}

/** Sentences in report order, exactly as written: each place of the report once, so that equal texts stay apart. */
export interface SentenceList {
  readonly sentences: readonly string[];
  /** The sentence's place in `sentences`. */
  placeOf(sentence: Sentence): number;
}

export function sentencesOf(statements: readonly Finding[]): SentenceList {
  const byKey = new Map(statements.map(({ sentence }) => [keyOf(sentence), sentence]));
  const ordered = [...byKey.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  const places = new Map(ordered.map((sentence, place) => [keyOf(sentence), place]));
  return {
    sentences: ordered.map(({ text }) => text),
    placeOf: (sentence) => places.get(keyOf(sentence)) as number,
  };
}

const keyOf = ({ start, end }: Sentence): string => `${start}-${end}`;
