import { isTotalFmError, type Finding, type ReportParser, type TotalFmError } from '@totalfm/core';
import { fromTranslation } from '../rules/translation.ts';
import type { SourceText } from '../translate/source-text.ts';

export interface ReadByRules {
  readonly findings: readonly Finding[];
  /** Why the rules did not read it: a language that is not theirs. */
  readonly refused?: TotalFmError;
}

/** What the rules read of a report that a language model left open: of its translation, where there is one. */
export async function readByRules(
  rules: ReportParser,
  report: string,
  translation: SourceText | undefined,
  signal?: AbortSignal,
): Promise<ReadByRules> {
  try {
    if (!translation) return await rules.parse(report, signal);
    return fromTranslation(report, translation, await rules.parse(translation.text, signal));
  } catch (error) {
    if (isTotalFmError(error) && error.code === 'TFM_REPORT_LANGUAGE') return { findings: [], refused: error };
    throw error;
  }
}
