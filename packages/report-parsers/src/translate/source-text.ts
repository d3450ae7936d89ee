import type { MaskedText } from '@totalfm/core';

/** A text that a model reads, and where its parts stand in the report: masked, translated, or the report itself. */
export type SourceText = Pick<MaskedText, 'text' | 'toOriginal'>;

export const asWritten = (report: string): SourceText => ({ text: report, toOriginal: (span) => span });
