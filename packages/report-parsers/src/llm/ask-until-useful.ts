import { HumanMessage, SystemMessage, AIMessage, type BaseMessage } from '@langchain/core/messages';
import { createVocabulary } from './answer-vocabulary.ts';
import { modelIdentity } from './model-identity.ts';
import { ModelFailure } from './model-failure.ts';
import { prompts } from './prompts/index.ts';
import { readAnswer, readerVersion, type ReadAnswer } from './read-answer.ts';
import { repairJson } from './repair-json.ts';
import { createSendRequests, type RequestParts } from './send-requests.ts';
import type { Tally } from './tally.ts';

export interface AskUntilUseful {
  /** Requests at once. */
  readonly concurrency: number;
  /** Everything but the text that an answer depends on. */
  readonly decidedBy: readonly string[];
  /** Asks about a text until an answer is of use, twice at most. Rejects with a {@link ModelFailure}. */
  ask(text: string, tally: Tally, signal?: AbortSignal): Promise<ReadAnswer>;
}

export function createAskUntilUseful(parts: RequestParts): AskUntilUseful {
  const { anatomy, model, options, answersBy = modelIdentity(model) } = parts;
  const prompt = prompts[options.prompt];
  const system = new SystemMessage(prompt.system(anatomy));
  const vocabulary = createVocabulary(anatomy);
  const { concurrency, send } = createSendRequests(parts);
  return {
    concurrency,
    decidedBy: [readerVersion, prompt.version, system.text, answersBy, options.output],
    async ask(text, tally, signal) {
      const messages: BaseMessage[] = [system, new HumanMessage(prompt.report(text))];
      for (let attempt = 0; attempt < 2; attempt++) {
        const { content, truncated } = await send(messages, tally, signal);
        const json =
          typeof content === 'string' ? repairJson(content) : { value: content, repaired: false, truncated: false };
        if (json?.repaired) tally.add('repairs');
        const answer = json && readAnswer(json.value, text, vocabulary, truncated || json.truncated);
        if (answer) return answer;
        const complaint = json ? 'the JSON has no list "findings".' : 'it held no JSON.';
        messages.push(new AIMessage(startOf(content)), new HumanMessage(prompt.again(complaint)));
      }
      throw new ModelFailure('unusable');
    },
  };
}

/** As much of an answer as reminds the model of what it wrote. */
const startOf = (content: string | object) =>
  typeof content === 'string' ? content.slice(0, 500) || '(nothing)' : JSON.stringify(content).slice(0, 500);
