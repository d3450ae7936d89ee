import type { BaseChatModel } from '@langchain/core/language_models/chat_models';

/** A chat model: LangChain's own interface, so any of its providers fits. */
export type ChatModel = BaseChatModel;
