import { defineComponent, mayLeave, tokens } from '@totalfm/core';
import { createRulesDeidentifier } from '../deidentify/create-rules-deidentifier.ts';
import { createLlmParser } from './create-llm-parser.ts';
import { llmOptions } from './options.ts';

/** Asks a language model what a report says, and takes over what can be found in the report. */
export const llm = defineComponent({
  provides: tokens.ReportParser,
  id: 'llm',
  version: '3',
  description:
    'Asks a chat model what a report says of each organ, checks every statement against the report, and leaves the rest to the rules.',
  options: llmOptions,
  needs: { anatomy: tokens.AnatomyTerms, privacy: tokens.Privacy, workspace: tokens.Workspace },
  references: { model: tokens.ChatModel, deidentifier: tokens.Deidentifier, translator: tokens.Translator },
  create: ({ options, needs, references: { model, deidentifier, translator }, identities }) => {
    const { anatomy, privacy, workspace } = needs;
    if (!model) throw new Error('The runtime resolves `model` before it creates the parser.');
    // Where reports may leave the machine they are masked, whichever model they go to.
    const mask = deidentifier ?? (mayLeave(privacy) ? createRulesDeidentifier() : undefined);
    return createLlmParser({
      anatomy,
      model,
      answersBy: identities?.model,
      options,
      deidentifier: mask,
      translator,
      workspace,
    });
  },
});
