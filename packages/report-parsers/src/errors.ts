import { defineErrors } from '@totalfm/core';

export const reportParserErrors = defineErrors({
  TFM_REPORT_EMPTY: 'A report holds no text.',
  TFM_REPORT_NOT_TEXT: 'A report is not readable text.',
  TFM_REPORT_TOO_LONG: 'A report is longer than any report is: it is another kind of file.',
});
