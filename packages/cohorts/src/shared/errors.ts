import { defineErrors } from '@totalfm/core';

/** What can be wrong with any cohort: its tables, its splits, and masks beside CTs. */
export const cohortErrors = defineErrors({
  TFM_COHORT_ROOT: 'The folder of a cohort does not exist, or holds no CT where its layout has them.',
  TFM_COHORT_EXAM_UNKNOWN: 'A cohort has no exam of this id.',
  TFM_COHORT_TABLE:
    'A table of a cohort is missing, is no table, lacks a column, or is of another encoding or changed while it was read.',
  TFM_COHORT_ROW: 'A row of a table is broken: its cells do not fit the header, or one of them cannot be understood.',
  TFM_COHORT_ROW_MISSING: 'A table of a cohort has no row of an exam.',
  TFM_COHORT_ID_TWICE: 'Two rows of a table, or two files, are of one exam and do not say the same.',
  TFM_COHORT_SPLIT: 'A table puts one patient into two splits, or an exam into none.',
  TFM_COHORT_REPORT: 'A report file that a table names is not text of the encoding that it is read as.',
  TFM_FOLDER_MASKS: 'A folder of masks is empty, has two masks of one structure, or its masks do not share one grid.',
});
