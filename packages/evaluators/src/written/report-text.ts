import type { ComparedReports, Finding, WrittenReport } from '@totalfm/core';

type ReferenceSentence = ComparedReports['reference'][number];

/** Sentences with what was read in each, in report order. A sentence is told from others by where it starts. */
export function referenceSentences(findings: readonly Finding[]): readonly ReferenceSentence[] {
  const sentences = new Map<number, { text: string; statements: ReferenceSentence['statements'][number][] }>();
  for (const { sentence, organ, finding, state, sides, sizeMm } of findings) {
    const known = sentences.get(sentence.start) ?? { text: sentence.text, statements: [] };
    sentences.set(sentence.start, known);
    known.statements.push({ organ, ...(finding && { finding }), state, sides, ...(sizeMm && { sizeMm }) });
  }
  return [...sentences].sort(([one], [other]) => one - other).map(([, sentence]) => sentence);
}

/** The words of a true report that overlap is measured with. */
export const referenceText = (sentences: readonly ReferenceSentence[]): string =>
  sentences.map(({ text }) => text).join(' ');

/** The words of a written report that overlap is measured of: no headings, and nothing of the impression, which says it twice. */
export const writtenText = ({ sections }: WrittenReport): string =>
  sections.flatMap(({ sentences }) => sentences.map(({ text }) => text)).join(' ');
