import type { Finding } from '@totalfm/core';
import { normalSentence } from './call-normal.ts';
import { sidesOfDrafts } from './draft.ts';
import type { ReportText } from './report-text.ts';
import { statesExactly, type DraftSection } from './section.ts';
import { measured, plainSentence, type StatedSentence } from './state-findings.ts';

/** Sections as they are read in the whole report. */
export interface ReadBack {
  /** The same, with plain words where a generator's sentence is read as something else than what it states. */
  readonly sections: readonly DraftSection[];
  /** Sentences that are. */
  readonly misread: number;
}

/** Compares what a report states with what its parser reads in it, sentence by sentence. */
export function readBack(
  sections: readonly DraftSection[],
  text: ReportText,
  statements: readonly Finding[],
): ReadBack {
  let misread = 0;
  let start = 0;
  const corrected = sections.map((section, number): DraftSection => {
    const sentences = section.sentences.flatMap((sentence, index): StatedSentence[] => {
      const end = text.ends[number][index];
      const read = statements.filter((one) => one.sentence.start >= start && one.sentence.start < end);
      start = end;
      if (statesExactly(read, section.organ, sentence.findings, sidesOfDrafts(sentence.drafts))) return [sentence];
      misread++;
      return inPlainWords(sentence);
    });
    return { ...section, sentences: sentences.length > 0 ? sentences : section.sentences };
  });
  return { sections: corrected, misread };
}

function inPlainWords(sentence: StatedSentence): StatedSentence[] {
  if (sentence.from === 'frame') return [sentence];
  if (sentence.findings.length === 0)
    return sentence.drafts.every(({ stated }) => stated.length === 0) ? [normalSentence(sentence.drafts)] : [];
  return sentence.findings.map((finding) => {
    const plain = plainSentence(sentence.drafts, { ...sentence, from: sentence.from as 'generator', finding });
    return sentence.drafts.length === 1 ? measured(plain) : plain;
  });
}
