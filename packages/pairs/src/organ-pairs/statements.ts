import type { Finding, OrganPart } from '@totalfm/core';

/** The statements about one organ part: a statement that names no side is about both. */
export function statementsAbout(findings: readonly Finding[], { organ, side }: OrganPart): readonly Finding[] {
  return findings.filter(
    (finding) => finding.organ === organ && (!side || finding.sides.length === 0 || finding.sides.includes(side)),
  );
}

/** Their sentences, each once, in report order, exactly as written. */
export function sentencesOf(findings: readonly Finding[]): readonly string[] {
  const byPlace = new Map(findings.map(({ sentence }) => [`${sentence.start}-${sentence.end}`, sentence]));
  return [...byPlace.values()].sort((a, b) => a.start - b.start || a.end - b.end).map(({ text }) => text);
}
