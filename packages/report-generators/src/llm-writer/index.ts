import { defineComponent, tokens, type ComposerContext, type ExamComposer, type ReportComposer } from '@totalfm/core';
import { composeOrganByOrgan } from '../composer/organ-by-organ.ts';
import { createTextReaders } from '../composer/text-reader.ts';
import { createAsker, type AskerParts } from './asker.ts';
import { llmWriterOptions } from './options.ts';
import { wordReport } from './word-report.ts';

/** Words what `organ-by-organ` has checked, and takes over what is read as the same. */
export const llmWriter = defineComponent({
  provides: tokens.ReportComposer,
  id: 'llm-writer',
  description:
    'Has a chat model word what organ-by-organ states, reads its sentences back, and strikes out what was not found.',
  options: llmWriterOptions,
  needs: { workspace: tokens.Workspace },
  references: { model: tokens.ChatModel },
  create: ({ options, needs: { workspace }, references: { model }, identities }) => {
    if (!model) throw new Error('The runtime resolves `model` before it creates the composer.');
    return createLlmWriter({ model, answersBy: identities?.model, options, workspace });
  },
});

/** See {@link llmWriter}. Throws `TFM_PRIVACY_REMOTE` where the model's provider would leave the machine. */
export function createLlmWriter(parts: AskerParts): ReportComposer {
  const checked = composeOrganByOrgan(parts.options);
  const asker = createAsker(parts);
  const worded = (
    composer: ExamComposer,
    { anatomy, parse }: Pick<ComposerContext, 'anatomy' | 'parse'>,
  ): ExamComposer => {
    const readers = createTextReaders(parse);
    return {
      save: () => composer.save(),
      async compose(exam, signal) {
        const plain = await composer.compose(exam, signal);
        return wordReport(exam, plain, { anatomy, asker, reader: readers(), signal });
      },
    };
  };
  return {
    calibrate: async (context) => worded(await checked.calibrate(context), context),
    open: async (saved, context) => worded(await checked.open(saved, context), context),
  };
}
