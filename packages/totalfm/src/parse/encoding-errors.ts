import type { EncodingProblem, ErrorPlace, ErrorRecord } from '@totalfm/core';
import { appErrors } from '../errors.ts';

/** What to do about text of another encoding: `--encoding`, where it can be told. */
export const encodingFix = ({ looksLike }: EncodingProblem): string =>
  looksLike
    ? `Save it as UTF-8, or add \`--encoding ${looksLike}\`.`
    : 'Save it as UTF-8, or name its encoding with --encoding.';

export const encodingFailure = (place: ErrorPlace, problem: EncodingProblem): ErrorRecord =>
  appErrors.TFM_REPORT_ENCODING({ ...place, message: `The text ${problem.what}.`, fix: encodingFix(problem) }).toJSON();

export const encodingWarning = (place: ErrorPlace, problem: EncodingProblem): ErrorRecord =>
  appErrors
    .TFM_REPORT_ENCODING({
      ...place,
      message: `The text ${problem.what}. It was read as windows-1252.`,
      fix: encodingFix(problem),
    })
    .toJSON();
