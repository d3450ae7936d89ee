import { HumanMessage, SystemMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatModel, Deidentifier, Translator } from '@totalfm/core';
import { createAskModel } from '../llm/ask-model.ts';
import { ModelFailure } from '../llm/model-failure.ts';
import { repairJson } from '../llm/repair-json.ts';
import { createRequestLimits } from '../llm/request-limits.ts';
import type { TranslatorOptions } from './options.ts';

const instruction = (
  language: string,
) => `You translate sentences of radiology reports into ${language}, word for word where you can, with the usual terms of radiologists. Numbers, units and text in square brackets such as [NAME_1] stay as they are.
You get a JSON list of sentences and answer with {"sentences": […]}: the translations, as many, in the same order, and nothing else.`;

const schema = {
  title: 'translation',
  description: 'The translated sentences, in order.',
  type: 'object',
  additionalProperties: false,
  required: ['sentences'],
  properties: { sentences: { type: 'array', items: { type: 'string' } } },
};

/** Sentences of one request: an answer that has lost one costs only as much again. */
const mostSentences = 20;

/** Translates by a chat model. Sentences that come back in another number are asked for again, then one by one. */
export function createLlmTranslator({
  model,
  options,
  deidentifier,
}: {
  readonly model: ChatModel;
  readonly options: TranslatorOptions;
  readonly deidentifier?: Deidentifier;
}): Translator {
  const ask = createAskModel(model, options.output === 'schema' ? schema : undefined);
  const limits = createRequestLimits(options);
  const system = new SystemMessage(instruction(options.to));
  return {
    async translate(sentences, signal) {
      const masked = await Promise.all(sentences.map(async (sentence) => deidentifier?.mask(sentence, signal)));
      const plain = sentences.map((sentence, index) => masked[index]?.text ?? sentence);
      const batches = Array.from({ length: Math.ceil(plain.length / mostSentences) }, (_, batch) =>
        plain.slice(batch * mostSentences, (batch + 1) * mostSentences),
      );
      const translated = (await Promise.all(batches.map((batch) => translateBatch(batch, signal)))).flat();
      return translated.map((sentence, index) => masked[index]?.restore(sentence) ?? sentence);
    },
  };

  async function translateBatch(sentences: readonly string[], signal?: AbortSignal): Promise<readonly string[]> {
    const messages: BaseMessage[] = [system, new HumanMessage(JSON.stringify(sentences))];
    const { content } = await limits.run((stop) => ask(messages, stop), { signal });
    const answer = typeof content === 'string' ? repairJson(content)?.value : content;
    const { sentences: found } = (answer ?? {}) as { sentences?: unknown };
    const list = Array.isArray(found) ? found : Array.isArray(answer) ? answer : [];
    if (
      list.length === sentences.length &&
      list.every((item): item is string => typeof item === 'string' && item.trim() !== '')
    )
      return list;
    if (sentences.length === 1) throw new ModelFailure('unusable');
    return (await Promise.all(sentences.map((sentence) => translateBatch([sentence], signal)))).flat();
  }
}
