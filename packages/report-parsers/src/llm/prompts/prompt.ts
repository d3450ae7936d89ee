import type { AnatomyTerms } from '@totalfm/core';

/** A version of the words that a model is asked with. A version that was used is never changed: another one is added. */
export interface Prompt {
  readonly version: string;
  /** Who the model is, what it knows, and the form of its answer. The same for every report of an experiment. */
  system(anatomy: AnatomyTerms): string;
  /** The report, or a part of it. */
  report(text: string): string;
  /** Asks again after an answer of no use. */
  again(complaint: string): string;
}
