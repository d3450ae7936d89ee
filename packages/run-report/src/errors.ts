import { defineErrors } from '@totalfm/core';

export const runReportErrors = defineErrors({
  TFM_REPORT_NOT_A_RUN: 'The folder holds neither metrics nor an experiment: it is not the folder of a run.',
  TFM_COMPARE_NO_SCORES: 'Runs cannot be compared: one of them has no scores.',
});
