import type { ExamListing, ExamTruth } from '../domain/exam.ts';
import type { ParsedReport } from '../domain/parsed-report.ts';
import type { PairLanguage } from '../domain/organ-pair.ts';
import type { VolumeRow } from '../domain/organ-volume.ts';

/** What is known of one exam: its volumes, its findings and, for evaluation, the truth. */
export interface ExamParts {
  readonly exam: ExamListing;
  readonly volumes: readonly VolumeRow[];
  readonly report: ParsedReport;
  readonly truth?: ExamTruth;
}

/** Joins the organ volumes of an exam with what its report says of each. Reads no voxels. */
export interface PairMaker {
  /** One for each of the exam's volumes, in their order. */
  join(parts: ExamParts): readonly PairLanguage[];
}
