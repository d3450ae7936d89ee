import type { Finding } from '@totalfm/core';
import { renderReport } from '../composer/report-text.ts';
import type { TextReader } from '../composer/text-reader.ts';

export interface TitledSentences {
  readonly title: string;
  readonly sentences: readonly { readonly text: string }[];
}

export interface ReadSections {
  readonly text: string;
  /** What the report parser reads in sentence i of section s: `read[s][i]`. */
  readonly read: readonly (readonly (readonly Finding[])[])[];
}

/** A report as text, and what is read in each of its sentences. */
export async function readSentences(
  sections: readonly TitledSentences[],
  impression: readonly string[],
  reader: TextReader,
  signal?: AbortSignal,
): Promise<ReadSections> {
  const { text, ends } = renderReport(sections, impression);
  const statements = await reader.statements(text, signal);
  let start = 0;
  const read = ends.map((some) =>
    some.map((end) => {
      const own = statements.filter(({ sentence }) => sentence.start >= start && sentence.start < end);
      start = end;
      return own;
    }),
  );
  return { text, read };
}
