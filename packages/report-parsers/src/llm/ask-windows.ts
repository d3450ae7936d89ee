import { keepValues, throwIfAborted } from '@totalfm/core';
import { reportParserErrors } from '../errors.ts';
import { createAskUntilUseful } from './ask-until-useful.ts';
import { ModelFailure } from './model-failure.ts';
import type { ReadAnswer } from './read-answer.ts';
import type { RequestParts } from './send-requests.ts';
import type { Tally } from './tally.ts';
import type { ReportWindow } from './windows.ts';

export interface AskWindows {
  /** Requests at once. */
  readonly concurrency: number;
  /**
   * What the model says of a window, or why it says nothing. Throws `TFM_LLM_FAILED` instead with `fallback: fail`, and
   * `TFM_PRIVACY_REMOTE`.
   */
  answerFor(window: ReportWindow, tally: Tally, signal?: AbortSignal): Promise<ReadAnswer | ModelFailure>;
}

/** Asks a model about windows of reports, about no text twice. */
export function createAskWindows(parts: RequestParts): AskWindows {
  const { options, workspace } = parts;
  const { concurrency, decidedBy, ask } = createAskUntilUseful(parts);
  // What is kept holds offsets, codes and numbers: no text of a report.
  const cache = keepValues<ReadAnswer>(workspace?.cacheDir && `${workspace.cacheDir}/llm`, decidedBy);
  /** Equal texts that are asked for at the same time are asked once. */
  const underWay = new Map<string, Promise<ReadAnswer>>();
  return {
    concurrency,
    async answerFor({ text }, tally, signal) {
      const kept = cache.get(text);
      if (kept) {
        tally.add('cacheHits');
        return kept;
      }
      const other = underWay.get(text);
      const answer = other ?? askAndKeep(text, tally, signal).finally(() => underWay.delete(text));
      if (!other) underWay.set(text, answer);
      else tally.add('cacheHits');
      try {
        return await answer;
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof ModelFailure)) throw error;
        if (options.fallback === 'rules') return error;
        throw reportParserErrors.TFM_LLM_FAILED({
          component: 'llm',
          message: `The language model did not read a report: ${error.message}.`,
          fix: 'See that the provider works, or set `fallback: rules`.',
        });
      }
    },
  };

  async function askAndKeep(text: string, tally: Tally, signal?: AbortSignal): Promise<ReadAnswer> {
    const answer = await ask(text, tally, signal);
    cache.set(text, answer);
    return answer;
  }
}
