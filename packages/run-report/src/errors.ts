import { defineErrors } from '@totalfm/core';

export const runReportErrors = defineErrors({
  TFM_REPORT_NOT_A_RUN: 'The folder holds neither metrics nor an experiment: it is not the folder of a run.',
  TFM_COMPARE_NO_SCORES: 'Runs cannot be compared: one of them has no scores.',
  TFM_COMPARE_NO_SHARED_EXAMS: 'Two runs have no test exam in common, so that nothing of them can be compared.',
  TFM_COMPARE_NO_CURVES: 'Figures are asked for of runs that differ in no number alone and say nothing of sizes.',
  TFM_TABLES_NO_SCORES: 'A run has no scores of the evaluators that the tables of the paper are of.',
  TFM_TABLES_NO_SHARED_EXAMS: 'Two runs have no test exam in common, so that no table can set them side by side.',
});
