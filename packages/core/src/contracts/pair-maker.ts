import type { Exam, ParsedReport } from '../domain/exam.ts';
import type { ErrorRecord } from '../errors.ts';
import type { OrganPair, OrganVolume } from '../domain/organ-pair.ts';
import type { LabelMap, Triple, Volume } from '../domain/volume.ts';

/** What a pair maker knows of an exam. */
export interface ExamParts {
  readonly exam: Exam;
  readonly ct: Volume;
  readonly labelMap: LabelMap;
  readonly report: ParsedReport;
  /** Component ids, for provenance. */
  readonly segmenter: string;
  readonly parser: string;
}

/** Cuts a CT into the volumes that the vision encoder sees, and joins each with the sentences about it. */
export interface PairMaker {
  /** Voxels (x, y, z) of every volume that it makes. */
  readonly size: Triple;
  /** One volume for each organ part that the label map shows. Also used to embed one CT without a report. */
  volumes(ct: Volume, labelMap: LabelMap, signal?: AbortSignal): Promise<readonly OrganVolume[]>;
  pairs(parts: ExamParts, signal?: AbortSignal): Promise<readonly OrganPair[]>;
  /** What is probably wrong with an exam whose pairs can be made all the same: warnings for a reader who should look. */
  suspicions?(parts: ExamParts): readonly ErrorRecord[];
}
