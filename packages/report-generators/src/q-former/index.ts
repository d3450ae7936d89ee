import {
  defineComponent,
  rowsOf,
  tokens,
  type GeneratorParts,
  type GeneratorTraining,
  type LanguageModel,
  type PairRow,
  type ReportGenerator,
  type VisionEncoder,
} from '@totalfm/core';
import { createDecoder, unprefixed } from '@totalfm/compute';
import { bestUnitThreshold, type UnitCase } from '../calibration/unit-threshold.ts';
import { learnLanguage, loadLanguage, trainingTexts } from './language.ts';
import { qFormerOptions, type QFormerOptions } from './options.ts';
import { assembleWriter, embeddingRmsOf } from './parts.ts';
import { createPromptTexts } from './prompt.ts';
import { openReader, type PartReading } from './reader.ts';
import { openWriter, saveWriter, type TrainedWriter } from './saved-writer.ts';
import { trainWriter } from './train.ts';
import { createWriter } from './writer.ts';

export const qFormerGenerator = defineComponent({
  provides: tokens.ReportGenerator,
  id: 'q-former',
  version: '2',
  description: 'A Q-Former finds what there is in an organ’s tokens, and a language model with adapters writes of it.',
  options: qFormerOptions,
  needs: { vision: tokens.VisionEncoder, language: tokens.LanguageModel },
  create: ({ options, needs }): ReportGenerator => ({
    id: 'q-former',
    train: (context) => train(context, needs, options),
    async open(dir, parts) {
      const trained = await openWriter(dir, needs, parts, options);
      return writerOf(trained, parts, options);
    },
  }),
});

interface Needs {
  readonly vision: VisionEncoder;
  readonly language: LanguageModel;
}

async function train(
  context: GeneratorTraining,
  { vision, language: model }: Needs,
  options: QFormerOptions,
): Promise<void> {
  const { anatomy } = context;
  const texts = await trainingTexts(context, options.vocabularyTexts);
  const { vocabulary, model: language } = await loadLanguage(model, texts);
  const languageValues = await learnLanguage(language, context, options);
  const embeddingRms = await embeddingRmsOf(language, languageValues);
  const parts = assembleWriter({ vision, language, anatomy, embeddingRms }, options);
  const values = await trainWriter(parts, context, languageValues, options);
  const threshold = await chooseThreshold({ parts, values }, context, options);
  await saveWriter(context.outDir, { parts, values, threshold, embeddingRms, vocabulary }, context, options);
}

/** Validation pairs whose volumes are held at once. */
const BATCH = 64;

/** The confidence of best F1 over all findings of validation exams. */
async function chooseThreshold(
  { parts, values }: Omit<TrainedWriter, 'threshold'>,
  { anatomy, pairs, progress, signal }: GeneratorTraining,
  options: QFormerOptions,
): Promise<number> {
  const reader = openReader(parts, values, anatomy, options);
  const cases: (UnitCase & { readonly confidence: number })[] = [];
  const indices = rowsOf(pairs, 'validation').filter((index) => !pairs.columns.doubted[index]);
  try {
    for (let from = 0; from < indices.length; from += BATCH) {
      const batch = indices.slice(from, from + BATCH);
      const [rows, volumes] = await Promise.all([
        pairs.rows(batch),
        Promise.all(batch.map((index) => pairs.volume(index))),
      ]);
      const readings = await reader.read(
        rows.map((row, place) => ({ row, volume: volumes[place] })),
        signal,
      );
      rows.forEach((row, place) => cases.push(...casesOf(row, readings[place])));
    }
  } finally {
    await reader.dispose();
  }
  if (!cases.some(({ label }) => label))
    progress.warn('No finding of validation exams is present: findings are written of from a confidence of 0.5 on.');
  const best = bestUnitThreshold(
    cases,
    cases.map(({ confidence }) => confidence),
  );
  return best?.threshold ?? 0.5;
}

/** Findings of a pair whose state its report tells. */
function casesOf({ exam, patient, states }: PairRow, { confidence }: PartReading) {
  return Object.entries(confidence).flatMap(([finding, value]) => {
    const state = states[finding];
    if (state === undefined || state === 'uncertain') return [];
    return [{ exam, patient, finding, label: state === 'present', confidence: value }];
  });
}

async function writerOf(
  { parts, values, threshold }: TrainedWriter,
  { anatomy }: GeneratorParts,
  options: QFormerOptions,
) {
  const { language, lora } = parts;
  const { queries, tokens: longest, maxTokens, rows, threads } = options;
  const own = unprefixed('language/', values);
  const reader = openReader(parts, values, anatomy, options);
  const decoder = await createDecoder({
    model: language,
    values: lora ? lora.merge(own) : own,
    rows,
    slots: Math.min(language.context, queries + longest + maxTokens),
    threads,
  });
  return createWriter({ reader, decoder, texts: createPromptTexts(language, anatomy), threshold, maxTokens });
}
