import { ChatOpenAICompletions } from '@langchain/openai';

type Complete = ChatOpenAICompletions['completionWithRetry'];

/** LangChain's client of the chat completions API, without two things that it does on its own. */
export class PlainCompletions extends ChatOpenAICompletions {
  /** It would download a tokenizer from another machine to count the tokens of a stream. Four letters are about one. */
  override async getNumTokens(content: Parameters<ChatOpenAICompletions['getNumTokens']>[0]): Promise<number> {
    return Math.ceil((typeof content === 'string' ? content : JSON.stringify(content)).length / 4);
  }

  /** It would throw an answer that is no JSON away, inside of an error message, before anybody can mend it. */
  override completionWithRetry = (async (request: Parameters<Complete>[0], options?: Parameters<Complete>[1]) => {
    const clientOptions = this._getClientOptions(options);
    return this.client.chat.completions.create(request, clientOptions);
  }) as Complete;
}
