import type { ExamListing } from '@totalfm/core';
import { cohortErrors } from './errors.ts';

/** An exam, and the line that says its split. */
export interface AssignedExam extends Pick<ExamListing, 'id' | 'patient' | 'split'> {
  readonly line: number;
}

/** Throws `TFM_COHORT_SPLIT` where a table puts a patient into two splits. */
export function holdPatientsTogether(file: string, exams: Iterable<AssignedExam>): void {
  const first = new Map<string, AssignedExam>();
  for (const exam of exams) {
    const other = first.get(exam.patient);
    if (!other) first.set(exam.patient, exam);
    else if (other.split !== exam.split)
      throw cohortErrors.TFM_COHORT_SPLIT({
        file,
        line: exam.line,
        exam: exam.id,
        message: `${file} puts patient ${exam.patient} into ${other.split} (line ${other.line}) and ${exam.split} (line ${exam.line}).`,
        fix: 'Put all exams of a patient into one split.',
      });
  }
}

/** What is wrong with an exam that a table puts into no split. */
export const noSplit = (file: string, exam: string, line?: number, cell = '') =>
  cohortErrors.TFM_COHORT_SPLIT({
    file,
    line,
    exam,
    message:
      line === undefined
        ? `${file} has no row of ${exam}, so its split is not known.`
        : `${file}, line ${line}: ${/^[\w-]{1,20}$/.test(cell) ? `“${cell}”` : 'the cell'} is no split.`,
    fix: 'Write train, validation or test, or set `cohort.split` to put every exam into one.',
  });
