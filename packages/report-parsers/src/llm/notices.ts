import type { ErrorRecord } from '@totalfm/core';
import { reportParserErrors } from '../errors.ts';
import { countsText, type Tally } from './tally.ts';

/** What whoever runs the parser should know of a report: what the model did not read, and what was not believed. */
export function noticesOf({ failures, dropped, counts }: Tally): readonly ErrorRecord[] {
  const notices: ErrorRecord[] = [];
  if (failures.size > 0) {
    notices.push(
      reportParserErrors
        .TFM_LLM_FALLBACK({
          component: 'llm',
          message: `The rules read ${counts.fallbacks} of ${Math.max(counts.windows, 1)} parts of the report, because the language model did not: ${countsText(failures)}.`,
          fix: failures.has('budget')
            ? 'Raise `budget`.'
            : 'See that the provider works and that the model answers in JSON; what was answered is kept and not asked for again.',
        })
        .toJSON(),
    );
  }
  if (dropped.size > 0) {
    notices.push(
      reportParserErrors
        .TFM_LLM_DROPPED({
          component: 'llm',
          message: `Statements of the language model were not taken over: ${countsText(dropped)}.`,
          fix: 'A few are usual; where there are many, use another model.',
        })
        .toJSON(),
    );
  }
  return notices;
}
