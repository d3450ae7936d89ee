import { keepValues, type ChatModel, type Workspace } from '@totalfm/core';
import { createAsk, type Answer } from './ask.ts';
import { modelName } from './model-name.ts';
import type { LlmWriterOptions } from './options.ts';
import { system } from './prompt.ts';

export interface AskerParts {
  readonly model: ChatModel;
  /** A hash of all that the model's answers depend on; default: its provider, name and temperature. */
  readonly answersBy?: string;
  readonly options: LlmWriterOptions;
  readonly workspace?: Workspace;
}

/** What became of a report, for the ledger. */
export interface Worded {
  readonly sentences: number;
  readonly struck: number;
  /** 1: the whole report stayed plain. */
  readonly plain: number;
}

export interface Asker {
  ask(question: string, signal?: AbortSignal): Promise<{ readonly answer: Answer; note(worded: Worded): void }>;
}

/** Asks about no facts twice, and counts what it took. */
export function createAsker({ model, answersBy = modelName(model), options, workspace }: AskerParts): Asker {
  const name = modelName(model);
  const send = createAsk(model, system, options);
  const cache = keepValues<Answer>(workspace?.cacheDir && `${workspace.cacheDir}/llm-writer`, [system, answersBy]);
  return {
    async ask(question, signal) {
      const counts = { requests: 0, retries: 0 };
      const started = performance.now();
      const kept = cache.get(question);
      const answer = kept ?? (await send(question, counts, signal));
      if (!kept && 'text' in answer) cache.set(question, answer);
      const tokens = !kept && 'text' in answer ? answer : { inputTokens: 0, outputTokens: 0 };
      const { inputTokens, outputTokens } = tokens;
      const modelMs = kept ? 0 : Math.round(performance.now() - started);
      const asked = { ...counts, cacheHits: Number(kept !== undefined), inputTokens, outputTokens, modelMs };
      const failed = 'failed' in answer && { [`failed.${answer.failed}`]: 1 };
      return {
        answer,
        note: (worded) =>
          workspace?.record({ component: 'llm-writer', model: name, reports: 1, ...asked, ...worded, ...failed }),
      };
    },
  };
}
