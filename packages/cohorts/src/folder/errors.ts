import { defineErrors } from '@totalfm/core';

export const folderErrors = defineErrors({
  TFM_FOLDER_ROOT: 'The root of a folder cohort does not exist or holds no exam folders.',
  TFM_FOLDER_EXAM_UNKNOWN: 'A folder cohort has no exam of this id.',
  TFM_FOLDER_EXAM_NAMES: 'Two exam folders have names that give the same id.',
  TFM_FOLDER_EXAM_FILE: 'An exam.json or truth.json of an exam cannot be understood.',
  TFM_FOLDER_CT_MISSING: 'An exam folder holds no CT.',
  TFM_FOLDER_SEVERAL: 'An exam folder holds several files that could be its CT, or its label map.',
  TFM_FOLDER_REPORT: 'A report file is not text of the encoding that it is read as.',
  TFM_FOLDER_SPLIT: 'A split file cannot be understood, leaves exams out, or puts one patient into two splits.',
});
