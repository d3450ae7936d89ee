import { setTimeout as wait } from 'node:timers/promises';
import { HumanMessage, SystemMessage, type AIMessage, type BaseMessage } from '@langchain/core/messages';
import { isTotalFmError, throwIfAborted, type ChatModel } from '@totalfm/core';
import type { LlmWriterOptions } from './options.ts';

/** What a chat model wrote, or why it wrote nothing: never a provider's own message, which may repeat what was sent. */
export type Answer =
  | { readonly text: string; readonly inputTokens: number; readonly outputTokens: number }
  | { readonly failed: string };

export interface AskCounts {
  requests: number;
  retries: number;
}

export type Ask = (question: string, counts: AskCounts, signal?: AbortSignal) => Promise<Answer>;

/** Questions without an answer, in a row, before the server counts as down: from then on each is tried once only. */
const downAfter = 3;
const longestWaitMs = 60_000;

/**
 * Asks a chat model, again while it fails in a way that may pass. An answer that is empty or was cut is none. Throws what is coded,
 * such as a refused connection to another machine.
 */
export function createAsk(model: ChatModel, system: string, options: LlmWriterOptions): Ask {
  let failedInARow = 0;
  return async (question, counts, signal) => {
    const messages = [new SystemMessage(system), new HumanMessage(question)];
    const tries = 1 + (failedInARow >= downAfter ? 0 : options.retries);
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal);
      counts.requests++;
      const { mayPass, ...answer } = await askOnce(model, messages, options.timeoutSeconds * 1000, signal);
      failedInARow = mayPass ? failedInARow : 0;
      if (!mayPass) return answer;
      if (attempt === tries) {
        failedInARow++;
        return answer;
      }
      counts.retries++;
      const pause = Math.min(options.backoffSeconds * 1000 * 2 ** (attempt - 1), longestWaitMs);
      await wait(pause, undefined, { signal }).catch(() => throwIfAborted(signal));
    }
  };
}

async function askOnce(
  model: ChatModel,
  messages: readonly BaseMessage[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Answer & { readonly mayPass?: true }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    // A client that does not heed its signal must not be waited for.
    return answerOf(await Promise.race([model.invoke([...messages], { signal: stop }), aborted(stop)]));
  } catch (error) {
    throwIfAborted(signal);
    const chain = causes(error);
    const coded = chain.find(isTotalFmError);
    if (coded) throw coded;
    if (timeout.aborted) return { failed: 'timeout', mayPass: true };
    const status = chain.map(statusOf).find((value) => value !== undefined);
    const mayPass = status === undefined || status === 408 || status === 429 || status >= 500;
    return { failed: status ? `HTTP ${status}` : 'no answer', ...(mayPass && { mayPass }) };
  }
}

function answerOf(
  message: Pick<AIMessage, 'text' | 'usage_metadata' | 'response_metadata' | 'additional_kwargs'>,
): Answer {
  const metadata = (message.response_metadata ?? {}) as Readonly<Record<string, unknown>>;
  const reasons = [
    metadata.finish_reason,
    metadata.stop_reason,
    metadata.done_reason,
    message.additional_kwargs?.stop_reason,
  ];
  if (reasons.some((reason) => reason === 'length' || reason === 'max_tokens')) return { failed: 'cut' };
  if (message.text.trim() === '') return { failed: 'empty' };
  const { input_tokens: inputTokens = 0, output_tokens: outputTokens = 0 } = message.usage_metadata ?? {};
  return { text: message.text, inputTokens, outputTokens };
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
  );

function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at && chain.length < 10; at = (at as { cause?: unknown }).cause) chain.push(at);
  const { errors } = (error ?? {}) as { errors?: unknown };
  return Array.isArray(errors) ? [...chain, ...errors] : chain;
}

function statusOf(error: unknown): number | undefined {
  const { status, statusCode, response } = (error ?? {}) as Record<string, unknown> & {
    response?: { status?: unknown };
  };
  return [status, statusCode, response?.status].find((one): one is number => typeof one === 'number' && one >= 400);
}
