import type { PairRow } from '../domain/organ-pair.ts';
import type { ParsedReport } from '../domain/parsed-report.ts';
import type { WrittenReport } from '../domain/written-report.ts';
import type { ProgressSink } from '../events.ts';
import type { Anatomy } from './anatomy.ts';
import type { Embedder } from './embedder.ts';
import type { PartText, SeenPart } from './report-generator.ts';

/** An organ part with what a generator says of it. */
export interface DescribedPart extends SeenPart {
  readonly said: PartText;
}

/** An exam with what a generator says of it, and nothing that its own report says. */
export interface DescribedExam {
  readonly exam: string;
  readonly parts: readonly DescribedPart[];
}

/** A validation exam: how far a generator's statements and the contrastive model's scores are right is learned from it. */
export interface CalibrationExam {
  readonly exam: string;
  /** The pair rows hold what the exam's own report says. */
  readonly parts: readonly (DescribedPart & { readonly row: PairRow })[];
}

export interface ComposerContext {
  readonly anatomy: Anatomy;
  readonly embedder: Embedder;
  /** The experiment's report parser: what a sentence states is what it reads. */
  parse(text: string, signal?: AbortSignal): Promise<ParsedReport>;
  /** Of a baseline: what it states is neither dropped nor completed. */
  readonly unchecked?: boolean;
  readonly validation: AsyncIterable<CalibrationExam>;
  readonly seed: number;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/**
 * Makes reports of what a generator says of organ parts: its statements are read, checked by the contrastive model, completed,
 * put in order and joined. Test exams never decide a threshold.
 */
export interface ReportComposer {
  /** Throws a coded error where it cannot word these organs; asked before any exam is opened. */
  fit?(anatomy: Anatomy): void;
  /** Learns from validation exams of one generator. What `save` gives is all that it learned: `open` takes it. */
  calibrate(context: ComposerContext): Promise<ExamComposer>;
  open(saved: Uint8Array, context: Omit<ComposerContext, 'validation'>): Promise<ExamComposer>;
}

export interface ExamComposer {
  compose(exam: DescribedExam, signal?: AbortSignal): Promise<WrittenReport>;
  /** JSON: thresholds by finding. */
  save(): Uint8Array;
}
