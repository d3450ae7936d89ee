import type { Exam } from '../domain/exam.ts';
import type { LabelMap, Volume } from '../domain/volume.ts';
import type { Warn } from '../errors.ts';

/** Finds the organs. */
export interface Segmenter {
  /** True where the label map already lies with the exam: the segment stage then stores nothing. */
  readonly passthrough: boolean;
  /** A label map on the grid of `ct`. What is odd about it is told. Throws a coded error where it cannot give one. */
  segment(exam: Exam, ct: Volume, signal?: AbortSignal, warn?: Warn): Promise<LabelMap>;
}
