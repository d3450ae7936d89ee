import type { AnatomyTerms, ChatModel, Workspace } from '@totalfm/core';
import type { BaseMessage } from '@langchain/core/messages';
import { answerSchema } from './answer.ts';
import { createAskModel, type ModelAnswer } from './ask-model.ts';
import { createBudget } from './budget.ts';
import type { LlmOptions } from './options.ts';
import { createRequestLimits } from './request-limits.ts';
import type { Tally } from './tally.ts';

export interface RequestParts {
  readonly anatomy: AnatomyTerms;
  readonly model: ChatModel;
  /** A hash of all that the model's answers depend on: its provider, address, name, seed, context length, …. */
  readonly answersBy?: string;
  readonly options: LlmOptions;
  readonly workspace?: Workspace;
}

export interface SendRequests {
  /** Requests at once. */
  readonly concurrency: number;
  /** Sends one request at its turn. Rejects with a `ModelFailure`, or with a coded error. */
  send(messages: readonly BaseMessage[], tally: Tally, signal?: AbortSignal): Promise<ModelAnswer>;
}

/** Requests within rates and budgets, of which each worker has its part. */
export function createSendRequests({ anatomy, model, options, workspace }: RequestParts): SendRequests {
  const share = workspace?.workers ?? 1;
  const part = (limit: number | undefined) => limit && limit / share;
  const concurrency = Math.max(1, Math.round(options.concurrency / share));
  const ask = createAskModel(model, options.output === 'schema' ? answerSchema(anatomy) : undefined);
  const limits = createRequestLimits({ ...options, concurrency, requestsPerMinute: part(options.requestsPerMinute) });
  const budget = createBudget({
    tokens: part(options.budget.tokens),
    cost: part(options.budget.cost),
    inputPrice: options.price.input,
    outputPrice: options.price.output,
  });
  return { concurrency, send };

  async function send(messages: readonly BaseMessage[], tally: Tally, signal?: AbortSignal): Promise<ModelAnswer> {
    const answer = await limits.run(
      async (stop) => {
        budget.check();
        const started = performance.now();
        try {
          return await ask(messages, stop);
        } finally {
          tally.add('modelMs', Math.round(performance.now() - started));
        }
      },
      { signal, onRetry: () => tally.add('retries'), onAttempt: () => tally.add('requests') },
    );
    tally.add('inputTokens', answer.inputTokens);
    tally.add('outputTokens', answer.outputTokens);
    tally.add('cost', budget.spend(answer.inputTokens, answer.outputTokens));
    return answer;
  }
}
