import { defineErrors } from '@totalfm/core';

export const cohortErrors = defineErrors({
  TFM_COHORT_EXAM_UNKNOWN: 'A cohort was asked for an exam that it does not have.',
});
