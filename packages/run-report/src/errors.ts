import { defineErrors } from '@totalfm/core';

export const runReportErrors = defineErrors({
  TFM_REPORT_NOT_A_RUN: 'The folder holds neither metrics nor an experiment: it is not the folder of a run.',
  TFM_REPORT_BAD_FILE: 'A file of the run is not the JSON that it should be.',
  TFM_COMPARE_NO_SCORES: 'Runs cannot be compared: one of them has no scores.',
});
