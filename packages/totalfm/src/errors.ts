import { defineErrors } from '@totalfm/core';

export const appErrors = defineErrors({
  TFM_SITES_NONE: 'Nothing is known of a common training of this name.',
  TFM_USAGE: 'The command line is wrong: an unknown command or option, or a missing argument.',
  TFM_DEIDENTIFY_KEY:
    'The key of the pseudonyms of de-identified files is too short to keep anything secret, or others may read its file.',
  TFM_OUTPUT_EXISTS: 'A file or folder that would be written is there already.',
  TFM_LABELS_UNNAMED: 'A label map has no names for its numbers; whose were taken is said.',
  TFM_TEXT_INPUT: 'The texts to embed cannot be read: not JSON of texts, not UTF-8, or empty.',
  TFM_NOTHING_TO_EMBED: 'The segmentation shows no organ that the model knows.',
  TFM_WRITE_NO_GENERATOR: 'The run whose model is to write a report has no generator, or none of that name.',
  TFM_WRITE_NOTHING: 'The segmentation shows no organ that the model knows: there is nothing to write a report of.',
  TFM_REVIEW_NOTHING: 'A run whose reports one parser read has no disagreements to review.',
  TFM_INSPECT_NOT_FOUND: 'Nothing has the name to inspect: no run, exam or pair.',
  TFM_REPORT_ENCODING:
    'A report is not of the encoding that it is read as. One that is no UTF-8 and may be Western European is read as Windows-1252; any other fails.',
  TFM_REPORT_ID_DUPLICATE: 'Two rows of a table of reports have one id; both are kept.',
  TFM_REPORT_MARKUP: 'A report holds HTML; its tags were read as spaces.',
  TFM_REPORT_NONE: 'No report of a file could be parsed.',
  TFM_REPORT_ROW:
    'A row of a table of reports is broken: a missing cell, a label that is neither 0 nor 1, or a quote that never closes.',
  TFM_REPORT_TABLE: 'A table of reports lacks a column, or holds no rows.',
  TFM_VOLUME_SUSPECT:
    'A volume is probably not what it should be: a CT in HU, with slices in order and a spacing in millimetres.',
  TFM_TRAINED_MISSING: 'The run or folder whose model is to be used holds no trained model.',
});
