import type { ChatModel } from '@totalfm/core';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';

export interface ModelAnswer {
  /** What the model wrote, or the object that it handed to the function it was to call. */
  readonly content: string | object;
  /** The model came to the end of the tokens that it may write. */
  readonly truncated: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type AskModel = (messages: readonly BaseMessage[], signal: AbortSignal) => Promise<ModelAnswer>;

/**
 * Asks a chat model once. With a schema, the model's own way to structured output is used (a grammar, a JSON mode or a
 * function) where it has one. What it wrote comes back as it is: LangChain's parsers mend half an answer without a word.
 */
export function createAskModel(model: ChatModel, schema?: Record<string, unknown>): AskModel {
  const structured = schema && structuredOutput(model, schema);
  return async (messages, signal) => {
    const message = structured
      ? (await structured.invoke([...messages], { signal })).raw
      : await model.invoke([...messages], { signal });
    return answerOf(message as AIMessage, messages);
  };
}

function structuredOutput(model: ChatModel, schema: Record<string, unknown>) {
  try {
    return model.withStructuredOutput(schema, { name: 'report_findings', includeRaw: true });
  } catch {
    // A model without tools and formats: the prompt says what the answer looks like.
    return undefined;
  }
}

function answerOf(message: AIMessage, messages: readonly BaseMessage[]): ModelAnswer {
  const text = textOf(message);
  const [call] = message.tool_calls ?? [];
  const [broken] = message.invalid_tool_calls ?? [];
  const content = call ? call.args : text.trim() !== '' ? text : (broken?.args ?? '');
  const metadata = message.response_metadata as Readonly<Record<string, unknown>> | undefined;
  const reasons = [
    metadata?.finish_reason,
    metadata?.stop_reason,
    metadata?.done_reason,
    message.additional_kwargs?.stop_reason,
  ];
  const usage = message.usage_metadata;
  return {
    content,
    truncated: reasons.some((reason) => reason === 'length' || reason === 'max_tokens'),
    inputTokens: usage?.input_tokens ?? estimate(messages.map(textOf).join('')),
    outputTokens: usage?.output_tokens ?? estimate(typeof content === 'string' ? content : JSON.stringify(content)),
  };
}

function textOf({ content }: BaseMessage): string {
  if (typeof content === 'string') return content;
  return content.map((part) => ('text' in part && typeof part.text === 'string' ? part.text : '')).join('');
}

/** Four letters a token: what a budget counts where a server does not. */
const estimate = (text: string) => Math.ceil(text.length / 4);
