import { defineErrors } from '@totalfm/core';

export const pipelineErrors = defineErrors({
  TFM_ORGAN_UNKNOWN: 'An experiment names an organ that no loaded plugin brings.',
  TFM_ORGAN_DUPLICATE: 'An experiment names an organ twice, or two of its organs define one finding.',
  TFM_UNSEEN_FINDING: 'A finding is to be withheld from training that no organ of the experiment has.',
  TFM_UNSEEN_ALL: 'All findings of an experiment are to be withheld from training.',
  TFM_UNSEEN_FOLD: 'A part of all findings is to be withheld that there is not.',
  TFM_REPORTS_SHARE: 'The share of patients whose reports are known leaves none to learn from.',
  TFM_COHORT_EMPTY: 'A cohort has no exams.',
  TFM_EXAM_ID_INVALID: 'An exam’s id holds other characters than letters, digits, `.`, `_` and `-`.',
  TFM_EXAM_DUPLICATE: 'A cohort lists two exams with one id.',
  TFM_PATIENT_SPLIT: 'Exams of one patient lie in different splits.',
  TFM_REPORT_MISSING: 'An exam has no report, or an empty one: its organs count as unmentioned.',
  TFM_NO_ORGANS: 'The label map of an exam shows none of the experiment’s organs.',
  TFM_NO_TRAINING_PAIRS: 'There are no organ pairs in the training split.',
  TFM_WRITE_TEST_EXAM: 'A report generator asked for a test exam while it learned.',
  TFM_WRITE_NO_QUESTIONS: 'The pair of a whole exam does not hold what its report says of each organ.',
  TFM_WRITE_FAILED: 'A report generator failed on an exam; the others go on.',
  TFM_LABELS_CORRUPT: 'A stored label map cannot be read.',
});
