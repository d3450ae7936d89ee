import { join } from 'node:path';
import {
  createRandom,
  type GeneratorTraining,
  type LanguageModel,
  type LoadedLanguageModel,
  type ParameterValues,
} from '@totalfm/core';
import {
  createBatchSampler,
  createOptimizer,
  languageInputs,
  languageLoss,
  runSteps,
  vocabularyRows,
  type StepDefinition,
} from '@totalfm/compute';
import { reportErrors } from '../errors.ts';
import { reusableSentences } from '../language/reusable-sentences.ts';
import { lessonOf, textFeeds } from './feeds.ts';
import { createPromptTexts, openingText } from './prompt.ts';
import type { QFormerOptions } from './options.ts';

/** Texts of the training pairs as the model will see them: what its vocabulary is learned from. */
export async function trainingTexts(
  { pairs, anatomy, seed }: Pick<GeneratorTraining, 'pairs' | 'anatomy' | 'seed'>,
  limit: number,
): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const row of vocabularyRows(pairs, limit, createRandom(seed).fork('vocabulary'))) {
    const organ = anatomy.organs.find((one) => one.organ === row.organ);
    const sentences = organ ? reusableSentences(row, anatomy) : [];
    if (!organ || sentences.length === 0) continue;
    const present = sentences.flatMap(({ findings }) => findings);
    texts.push([openingText(organ, row, present), ...sentences.map(({ text }) => text)].join(' '));
  }
  if (texts.length > 0) return texts;
  throw reportErrors.TFM_WRITE_NO_PAIRS({
    stage: 'generate',
    message: 'No training pair has a sentence and a mask without doubts.',
    fix: 'Check the reports of the training exams and what the parser found (`totalfm inspect`).',
  });
}

/** A language model with values: its own, or learned here from the training texts. */
export async function learnLanguage(
  model: LoadedLanguageModel,
  context: GeneratorTraining,
  options: QFormerOptions,
): Promise<ParameterValues> {
  if (model.values) return model.values();
  const { pairs, anatomy, seed } = context;
  const { batch, tokens } = options;
  const tools = { texts: createPromptTexts(model, anatomy), anatomy, end: model.tokenizer.ends[0] };
  const sampler = createBatchSampler(pairs.columns, options.organsPerBatch, options.abnormal);
  const definition: StepDefinition = {
    name: 'generate/language',
    parameters: model.parameters,
    inputs: languageInputs({ batch, tokens }),
    loss: languageLoss(model),
    optimizer: createOptimizer(options.optimizer),
    clipNorm: options.clipNorm,
  };
  const place = { ...context, workDir: join(context.workDir, 'language') };
  return runSteps(place, {
    definition,
    schedule: { ...options, steps: options.languageSteps, learningRate: options.languageRate },
    savesEnd: true,
    async batch(step) {
      const rows = await pairs.rows(sampler.draw(batch, createRandom(seed).fork(`language/${step}`)));
      // As a text, the opening is learned, too.
      const lessons = rows.map((row) => ({ ...lessonOf(row, tools), start: 1 }));
      return textFeeds(lessons, { tokens, padding: model.tokenizer.padding });
    },
  });
}

export const loadLanguage = async (language: LanguageModel, texts: readonly string[]) => {
  const vocabulary = await language.train(texts);
  return { vocabulary, model: await language.load(vocabulary) };
};
