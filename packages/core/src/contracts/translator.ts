/**
 * Translates reports before they are parsed. One text comes back for each that goes in, in order, so that what is found in
 * a translated sentence points to the sentence that was written. A sentence that cannot be translated throws.
 */
export interface Translator {
  translate(sentences: readonly string[], signal?: AbortSignal): Promise<readonly string[]>;
}
