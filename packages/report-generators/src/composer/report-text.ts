import type { DraftSection } from './section.ts';
import { joined } from './text-reader.ts';

export const nothingFound = 'No abnormality found in the organs that were assessed.';

/** A report as plain text, with the place of each sentence of each section. */
export interface ReportText {
  readonly text: string;
  /** Where sentence i of section s ends: `ends[s][i]`; it starts where the one before it ends. */
  readonly ends: readonly (readonly number[])[];
  /** Where the sections end. */
  readonly end: number;
}

/** A line for each section, then the impression. */
export function renderReport(sections: readonly DraftSection[], impression: readonly string[]): ReportText {
  let text = '';
  const ends = sections.map(({ title, sentences }) => {
    const line = joined(
      `${title}: `,
      sentences.map((sentence) => sentence.text),
    );
    const start = text.length;
    text += `${line.text}\n`;
    return line.ends.map((end) => start + end);
  });
  return { text: `${text}Impression: ${impression.join(' ')}\n`, ends, end: text.length };
}
