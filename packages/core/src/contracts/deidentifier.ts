/** A part of a text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text whose identifying parts are replaced by placeholders such as `[NAME_1]`: the same part, the same placeholder. */
export interface MaskedText {
  readonly text: string;
  /** How many parts of each kind were replaced, by the kind's name: `NAME`, `DATE`, …. */
  readonly counts: Readonly<Record<string, number>>;
  /** A span of the masked text in the original. One that cuts a placeholder grows to the whole of what it stands for. */
  toOriginal(span: Span): Span;
  /** Any text with every known placeholder put back. */
  restore(text: string): string;
}

/** Takes out of a report what tells who the patient is. */
export interface Deidentifier {
  /** Changes whenever what it masks does: results that are kept carry it. */
  readonly version: string;
  mask(report: string, signal?: AbortSignal): Promise<MaskedText>;
}
