import { toErrorRecord, type ExamListing, type Split, type TotalFmError } from '@totalfm/core';
import type { ExamOutcome } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';

/**
 * Checks a cohort's list exam by exam: ids that can be file names, each once, and one split a patient. An exam that
 * breaks a rule is failed and left out; of a patient's exams, those in the split that came first stay.
 */
export function checkListing(listing: readonly ExamListing[]): readonly ExamOutcome[] {
  const ids = new Set<string>();
  const splits = new Map<string, Split>();
  return listing.map((exam) => {
    const error = problemOf(exam, ids, splits);
    if (error)
      return { exam: exam.id, status: 'failed', error: toErrorRecord(error, { exam: exam.id, stage: 'ingest' }) };
    ids.add(exam.id);
    splits.set(exam.patient, exam.split);
    return { exam: exam.id, status: 'done' };
  });
}

function problemOf(
  { id, patient, split }: ExamListing,
  ids: ReadonlySet<string>,
  splits: ReadonlyMap<string, Split>,
): TotalFmError | undefined {
  if (!/^[A-Za-z0-9._-]+$/.test(id) || /^\.+$/.test(id)) {
    return pipelineErrors.TFM_EXAM_ID_INVALID({
      exam: id,
      message: `The exam id ${JSON.stringify(id)} cannot be a file name.`,
      fix: 'Rename it with letters, digits, `.`, `_` and `-`.',
    });
  }
  if (ids.has(id))
    return pipelineErrors.TFM_EXAM_DUPLICATE({
      exam: id,
      message: `The cohort lists the exam ${id} twice.`,
      fix: 'Give each exam its own id.',
    });
  const other = splits.get(patient);
  if (other !== undefined && other !== split) {
    return pipelineErrors.TFM_PATIENT_SPLIT({
      exam: id,
      message: `The exam is in the split ${split}, and another exam of its patient in ${other}.`,
      fix: 'Put all exams of a patient into one split: a model must not be tested on patients it was trained on.',
    });
  }
  return undefined;
}
