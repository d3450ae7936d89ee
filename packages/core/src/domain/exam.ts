import type { Side } from './side.ts';
import type { Triple } from './triple.ts';
import type { Warn } from '../errors.ts';
import type { LabelMap, Volume } from './volume.ts';

/** Exams of one patient always share a split. */
export const splits = ['train', 'validation', 'test'] as const;

export type Split = (typeof splits)[number];

/** What an exam holds. Each part has a revision of its own, so that a changed report re-reads no CT. */
export const examParts = ['ct', 'labels', 'report', 'truth'] as const;

export type ExamPart = (typeof examParts)[number];

/** One line of a cohort's list: enough to plan work without reading any data. */
export interface ExamListing {
  /** Unique in its cohort; letters, digits, `.`, `_`, `-`. */
  readonly id: string;
  readonly patient: string;
  readonly split: Split;
  /**
   * Each changes whenever what that part is read from does, and with nothing else: a copy of the files, or a note beside
   * them, changes none. A part without one is told by the exam's id.
   */
  readonly revisions?: Readonly<Partial<Record<ExamPart, string>>>;
}

/** One CT exam. Nothing is read until it is asked for. What is readable but odd about a part is told when it is read. */
export interface Exam extends ExamListing {
  /** The CT in Hounsfield units: rescale slope and intercept are already applied. */
  ct(signal?: AbortSignal, warn?: Warn): Promise<Volume>;
  /** The report as written; undefined where the exam has none. */
  report(signal?: AbortSignal, warn?: Warn): Promise<string | undefined>;
  /** The label map that came with the exam, where one did. */
  labelMap?(signal?: AbortSignal, warn?: Warn): Promise<LabelMap>;
  /** What is known to be true of the exam, for evaluation only: never an input of training. */
  truth?(signal?: AbortSignal): Promise<ExamTruth>;
}

/** Ground truth of an exam. A finding that is not listed under `findings` is absent when its id is in `assessed`. */
export interface ExamTruth {
  readonly findings: readonly TrueFinding[];
  /** Ids of the findings that somebody (or the phantom) looked for. */
  readonly assessed: readonly string[];
  readonly phase?: string;
}

export interface TrueFinding {
  readonly finding: string;
  readonly organ: string;
  readonly side?: Side;
  /** Longest diameter in millimetres, where the finding has one. */
  readonly sizeMm?: number;
  /** LPS millimetres, where the finding has a place. */
  readonly centreMm?: Triple;
}
