import { defineComponent, tokens, type ComposerContext, type ExamComposer, type ReportComposer } from '@totalfm/core';
import { parseJson } from '@totalfm/run-format';
import { createFindingScorer } from '@totalfm/zero-shot';
import { z } from 'zod';
import { findingModel } from '../calibration/saved-model.ts';
import { checkLearned, learnedOf, nameLearned } from '../saved.ts';
import { calibrate } from './calibrate.ts';
import { composeExam, type Composing } from './compose-exam.ts';
import { composerOptions, type ComposerOptions } from './options.ts';
import { createTextReaders } from './text-reader.ts';
import type { Calibration } from './self-check.ts';

const saved = learnedOf.extend({ confident: z.boolean(), model: findingModel.optional() });

export const organByOrgan = defineComponent({
  provides: tokens.ReportComposer,
  id: 'organ-by-organ',
  description: 'Reports of a section for each organ, with what the contrastive model supports and sees beside it.',
  options: composerOptions,
  create: ({ options }) => composeOrganByOrgan(options),
});

/** See {@link organByOrgan}. */
export const composeOrganByOrgan = (options: ComposerOptions): ReportComposer => ({
  async calibrate(context) {
    const composing = await composingOf(context, options);
    return composerOf(composing, await calibrate(context, composing));
  },
  async open(bytes, context) {
    const learned = parseJson(new TextDecoder().decode(bytes), saved, {});
    checkLearned(learned, context);
    const { model, confident } = learned;
    return composerOf(await composingOf(context, options), { model, confident });
  },
});

async function composingOf(
  { anatomy, embedder, parse, unchecked, signal }: Omit<ComposerContext, 'validation'>,
  given: ComposerOptions,
): Promise<Composing> {
  const options: ComposerOptions = unchecked ? { ...given, selfCheck: 'off' } : given;
  const scorer = await createFindingScorer(embedder, anatomy, { signal });
  return { anatomy, embedder, scorer, readers: createTextReaders(parse), options };
}

function composerOf(composing: Composing, calibration: Calibration): ExamComposer {
  return {
    compose: (exam, signal) => composeExam(exam, composing, calibration, signal),
    save: () => new TextEncoder().encode(`${JSON.stringify({ ...nameLearned(composing), ...calibration }, null, 2)}\n`),
  };
}
