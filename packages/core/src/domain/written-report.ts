import type { ErrorRecord } from '../errors.ts';
import type { OrganPart } from './organ-volume.ts';
import type { Side } from './side.ts';

/** What a statement of a written report rests on. */
export interface StatementEvidence {
  /** Finding that is shown. */
  readonly finding: string;
  /** Key of the organ pair that shows it: `exam/part`. */
  readonly pair: string;
  /** Axial slices of that organ volume, first to last, from 0 at the feet, that speak most for it; absent where nobody looked. */
  readonly slices?: readonly [first: number, last: number];
  /** The contrastive model's own score of the finding in that volume, and what it has to reach: from validation exams. */
  readonly score: number;
  readonly threshold: number;
}

/** A sentence of a written report, with what it states. */
export interface WrittenSentence {
  readonly text: string;
  /** Organ id of the experiment; `body` for the whole scan. */
  readonly organ: string;
  /** Sides that it is about; empty for an organ without sides. */
  readonly sides: readonly Side[];
  /** Ids of the findings that it has present. Empty: it calls something normal, absent or not assessed. */
  readonly findings: readonly string[];
  /** Longest diameter in millimetres that was measured, never guessed. */
  readonly sizeMm?: number;
  /** One for each finding and side. */
  readonly evidence: readonly StatementEvidence[];
  /** `generator`: as it was written. `check`: added, since the contrastive model is sure of what was passed over. `frame`: normal or not assessed, by rule. */
  readonly from: 'generator' | 'check' | 'frame';
  /** Stated although the contrastive model does not see it (`selfCheck: mark`). */
  readonly unsupported?: true;
}

/** What a radiologist writes under one heading. */
export interface WrittenSection {
  /** `Kidneys` */
  readonly title: string;
  readonly organ: string;
  readonly sentences: readonly WrittenSentence[];
}

/**
 * Why nothing of an organ part is called normal: no mask of it, the scan's edge cuts it, or its mask is in doubt. A finding that is seen in
 * what there is may be stated all the same.
 */
export type NotAssessedReason = 'missing' | 'cut' | 'doubted';

export interface NotAssessed extends OrganPart {
  readonly reason: NotAssessedReason;
}

/** What became of the generator's statements in the self-check. */
export interface CheckCounts {
  /** Present findings, by organ part, that the generator stated. */
  readonly stated: number;
  readonly dropped: number;
  readonly marked: number;
  readonly added: number;
}

/** A report of one exam from structured sentences. */
export interface WrittenReport {
  /** In a radiologist's order, from the chest to the pelvis, the whole scan last. */
  readonly sections: readonly WrittenSection[];
  /** What matters, shortest first; each sentence repeats findings of the sections. */
  readonly impression: readonly string[];
  readonly notAssessed: readonly NotAssessed[];
  readonly checks: CheckCounts;
  /** The whole report as plain text: a line for each section (`Kidneys: …`), then the impression. */
  readonly text: string;
  /** What went less well than it should, coded, without report text. */
  readonly notices?: readonly ErrorRecord[];
}
