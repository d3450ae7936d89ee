import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel, type BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { RunnableLambda } from '@langchain/core/runnables';
import { basename } from 'node:path';
import type { ChatItem, ChatSession, Context, Llama, NodeLlamaCpp } from './node-llama-cpp.ts';

export interface LlamaCppSettings {
  /** Name for logs and ledgers. */
  readonly file: string;
  readonly temperature: number;
  readonly seed: number;
  readonly maxTokens?: number;
}

interface CallOptions extends BaseChatModelCallOptions {
  /** JSON Schema that the answer is forced into. */
  readonly schema?: object;
}

/** A GGUF model in this process as a chat model of LangChain. One answer at a time for each sequence of the context. */
export class ChatLlamaCpp extends BaseChatModel<CallOptions> {
  readonly model: string;
  private readonly library: NodeLlamaCpp;
  private readonly llama: Llama;
  private readonly context: Context;
  private readonly settings: LlamaCppSettings;
  private readonly grammars = new Map<string, Promise<object>>();

  constructor(library: NodeLlamaCpp, llama: Llama, context: Context, settings: LlamaCppSettings) {
    super({ maxRetries: 0 });
    this.library = library;
    this.llama = llama;
    this.context = context;
    this.settings = settings;
    this.model = basename(settings.file);
  }

  override _llmType(): string {
    return 'llama-cpp';
  }

  override getLsParams() {
    return {
      ls_model_type: 'chat' as const,
      ls_provider: 'llama-cpp',
      ls_model_name: this.model,
      ls_temperature: this.settings.temperature,
    };
  }

  /** The model can write nothing but JSON of the schema: a grammar picks every token. */
  override withStructuredOutput(schema: never, config?: { includeRaw?: boolean }): never {
    const ask = async (messages: BaseMessage[], options?: CallOptions) => {
      const raw = await this.invoke(messages, { signal: options?.signal, schema });
      return config?.includeRaw ? { raw, parsed: parse(String(raw.content)) } : parse(String(raw.content));
    };
    return RunnableLambda.from<BaseMessage[], unknown>((messages, options) =>
      ask(messages, options as CallOptions),
    ) as never;
  }

  override async _generate(
    messages: BaseMessage[],
    { signal, schema }: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const sequence = this.context.getSequence();
    const session: ChatSession = new this.library.LlamaChatSession({
      contextSequence: sequence,
      autoDisposeSequence: false,
    });
    try {
      session.setChatHistory(messages.slice(0, -1).map(chatItem));
      const { temperature, seed, maxTokens } = this.settings;
      const { responseText, stopReason } = await session.promptWithMeta(String(messages.at(-1)?.content ?? ''), {
        signal,
        temperature,
        seed,
        maxTokens,
        grammar: schema && (await this.grammarFor(schema)),
        onTextChunk: (text) => void run?.handleLLMNewToken(text),
      });
      const { usedInputTokens: input, usedOutputTokens: output } = sequence.tokenMeter;
      const message = new AIMessage({
        content: responseText,
        usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output },
        response_metadata: { finish_reason: stopReason === 'maxTokens' ? 'length' : 'stop' },
      });
      return { generations: [{ text: responseText, message }] };
    } finally {
      session.dispose();
      sequence.dispose();
    }
  }

  /** Frees the model's memory. */
  async dispose(): Promise<void> {
    await this.llama.dispose();
  }

  private grammarFor(schema: object): Promise<object> {
    const key = JSON.stringify(schema);
    const grammar = this.grammars.get(key) ?? this.llama.createGrammarForJsonSchema(grammarSchema(schema) as object);
    this.grammars.set(key, grammar);
    return grammar;
  }
}

function chatItem(message: BaseMessage): ChatItem {
  const text = String(message.content);
  const type = message.getType();
  return type === 'ai' ? { type: 'model', response: [text] } : { type: type === 'system' ? 'system' : 'user', text };
}

/** node-llama-cpp takes one type a field: `['string', 'null']` becomes `oneOf`. Titles and descriptions say nothing to a grammar. */
export function grammarSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(grammarSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { type, enum: values, properties, ...rest } = schema as Record<string, unknown>;
  if (Array.isArray(values)) return { enum: values };
  if (Array.isArray(type)) return { oneOf: type.map((one) => ({ type: one as string })) };
  return {
    ...Object.fromEntries(
      Object.entries(rest)
        .filter(([key]) => key !== 'title' && key !== 'description')
        .map(([key, value]) => [key, grammarSchema(value)]),
    ),
    ...(type === undefined ? {} : { type }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties as object).map(([key, value]) => [key, grammarSchema(value)]),
          ),
        }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
