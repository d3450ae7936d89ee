import type { Side } from './side.ts';

/** What a report says of a finding in an organ. `not-mentioned` is never the same as `absent`. */
export type FindingState = 'present' | 'absent' | 'uncertain' | 'not-mentioned';

/** How much of an organ a finding takes up: what makes it easy or hard to see. */
export type FindingGrade = 'whole-organ' | 'focal' | 'tiny';

/** A sentence exactly as it stands in the report: `report.slice(start, end) === text`. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One statement of a report about one organ. */
export interface Finding {
  /** Organ id of the experiment. */
  readonly organ: string;
  readonly sentence: Sentence;
  /** Finding id of the experiment's organs; undefined for a statement that none of them covers. */
  readonly finding?: string;
  /** For a statement of normality (`The liver is unremarkable.`), `finding` is undefined and the state is `absent`. */
  readonly state: Exclude<FindingState, 'not-mentioned'>;
  /** Sides that the statement is about. Empty: the report does not say, or the organ has none. */
  readonly sides: readonly Side[];
  /** TotalSegmentator's names of the parts that the report names: a lobe, a vertebra, one of two kidneys. Absent: the organ as a whole, or nothing said. */
  readonly structures?: readonly string[];
  /** Where, in the report's own words: `right lower lobe`, `segment VII`. */
  readonly location?: string;
  /** Contrast phase that the statement is about, in TotalFM's word: `arterial`, `portal-venous`, … */
  readonly phase?: string;
  /** Longest diameter in millimetres. */
  readonly sizeMm?: number;
  /** Change against a prior exam, in the report's word (`stable`, `increased`, `new`, …). */
  readonly change?: string;
  /** 0–1: how sure the parser is. */
  readonly confidence: number;
  /** The parser that said so, where it was another than the experiment's: `rules` for what a language model left open. */
  readonly source?: string;
}
