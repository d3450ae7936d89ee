import type { ErrorRecord } from '../errors.ts';
import type { Finding, FindingState, Sentence } from './finding.ts';

/** What a parser made of one report. */
export interface ParsedReport {
  readonly findings: readonly Finding[];
  /** Organs (by id) that the report says anything about; the others are unmentioned, which is never "normal". */
  readonly mentioned: readonly string[];
  /** What went less well than it should, coded, without report text: warnings of the run, not kept with the findings. */
  readonly notices?: readonly ErrorRecord[];
  /** What each of several parsers said, for every finding that one of them mentioned. */
  readonly votes?: readonly FindingVotes[];
}

/** What several parsers make of one finding in one report. */
export interface FindingVotes {
  readonly organ: string;
  /** Undefined: whether the organ is called normal. */
  readonly finding?: string;
  /** By parser, in the order of the experiment; a parser that failed has none. */
  readonly votes: Readonly<Record<string, { readonly state: FindingState; readonly sentences: readonly Sentence[] }>>;
}
