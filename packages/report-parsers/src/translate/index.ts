import { defineComponent, mayLeave, tokens } from '@totalfm/core';
import { createRulesDeidentifier } from '../deidentify/create-rules-deidentifier.ts';
import { createLlmTranslator } from './create-llm-translator.ts';
import { translatorOptions } from './options.ts';

/** Translates reports sentence by sentence. */
export const llmTranslator = defineComponent({
  provides: tokens.Translator,
  id: 'llm',
  description: 'Translates reports sentence by sentence by a chat model.',
  options: translatorOptions,
  needs: { privacy: tokens.Privacy },
  references: { model: tokens.ChatModel },
  create: ({ options, needs: { privacy }, references: { model } }) => {
    if (!model) throw new Error('The runtime resolves `model` before it creates the translator.');
    return createLlmTranslator({
      model,
      options,
      deidentifier: mayLeave(privacy) ? createRulesDeidentifier() : undefined,
    });
  },
});
