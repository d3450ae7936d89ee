import type { ErrorRecord } from '@totalfm/core';
import { reportErrors } from '../errors.ts';
import type { StrikeReason } from './judge.ts';

/** That a report, or some of its sections, stayed as it was. `why` holds nothing that a model or a provider wrote. */
export const stayedPlain = (exam: string, what: string, why: string): ErrorRecord =>
  reportErrors
    .TFM_WRITE_PROSE_PLAIN({
      exam,
      component: 'llm-writer',
      message: `The chat model did not word ${what}: ${why}. The checked sentences stand.`,
      fix: 'See that the provider works and that the model keeps to the form of the answer; else use another model.',
    })
    .toJSON();

export const struckOut = (exam: string, struck: readonly StrikeReason[]): ErrorRecord => {
  const counts = new Map<StrikeReason, number>();
  for (const reason of struck) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return reportErrors
    .TFM_WRITE_PROSE_STRUCK({
      exam,
      component: 'llm-writer',
      message: `${struck.length} sentences of the chat model were struck out: ${[...counts].map(([reason, count]) => `${reason} (${count})`).join(', ')}.`,
      fix: 'A few are usual; where there are many, use another model.',
    })
    .toJSON();
};
