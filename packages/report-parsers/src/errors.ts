import { defineErrors } from '@totalfm/core';

export const reportParserErrors = defineErrors({
  TFM_REPORT_EMPTY: 'A report holds no text.',
  TFM_REPORT_CONTRADICTION: 'A report says of a finding that it is there, and that it is not.',
  TFM_REPORT_LANGUAGE: 'A report is in a language that the parser does not read.',
  TFM_REPORT_NOT_TEXT: 'A report is not readable text.',
  TFM_REPORT_TOO_LONG: 'A report is longer than any report is: it is another kind of file.',
  TFM_LLM_FAILED: 'A language model did not read a report, and nothing else was to.',
  TFM_LLM_FALLBACK: 'A language model did not read a report or a part of it: the rules did.',
  TFM_ENSEMBLE_MEMBER: 'One of the parsers of an ensemble did not read a report; the others did.',
  TFM_LLM_DROPPED:
    'Statements of a language model were not taken over: they cannot be found in the report, or name something unknown.',
});
