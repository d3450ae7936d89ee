import { throwIfAborted, type Finding, type ParsedReport, type Translator } from '@totalfm/core';
import { reportParserErrors } from '../errors.ts';
import { ModelFailure } from '../llm/model-failure.ts';
import { asWritten, type SourceText } from '../translate/source-text.ts';
import { translateReport } from '../translate/translate-report.ts';

/** A parsed translation as a parsed report: what is found in a translated sentence is a statement of the sentence that it came from. */
export function fromTranslation(
  report: string,
  { toOriginal }: Pick<SourceText, 'toOriginal'>,
  parsed: ParsedReport,
): ParsedReport {
  const findings = parsed.findings.map(({ location: _, ...finding }): Finding => {
    // A place in another language's words is none of the report's.
    const { start, end } = toOriginal(finding.sentence);
    return { ...finding, sentence: { text: report.slice(start, end), start, end } };
  });
  return { ...parsed, findings };
}

/** Throws `TFM_LLM_FAILED` where the translator's model does not answer. */
export async function translated(report: string, translator: Translator, signal?: AbortSignal): Promise<SourceText> {
  try {
    return await translateReport(asWritten(report), translator, signal);
  } catch (error) {
    throwIfAborted(signal);
    if (!(error instanceof ModelFailure)) throw error;
    throw reportParserErrors.TFM_LLM_FAILED({
      component: 'rules',
      message: `The translator's language model did not translate a report: ${error.message}.`,
      fix: 'See that the provider works.',
    });
  }
}
