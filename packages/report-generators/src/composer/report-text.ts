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

/** What a text is made of. */
interface TextSection {
  readonly title: string;
  readonly sentences: readonly { readonly text: string }[];
}

/** A line for each section, then the impression, where there is one. */
export function renderReport(sections: readonly TextSection[], impression: readonly string[]): ReportText {
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
  const last = impression.length > 0 ? `Impression: ${impression.join(' ')}\n` : '';
  return { text: `${text}${last}`, ends, end: text.length };
}
