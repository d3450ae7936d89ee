import type { FoundCase, Grounded } from './ground-case.ts';

/** A found case with what became of it. */
export interface TriedCase {
  readonly found: FoundCase;
  readonly grounded: Grounded;
}

/** A finding with its cases, of which there is one or more, or why it has none. */
export type TriedFinding = { readonly id: string } & (
  | { readonly reason: string }
  | {
      readonly threshold: number;
      readonly thresholdFrom: 'validation' | 'default';
      readonly tried: readonly TriedCase[];
    }
);
