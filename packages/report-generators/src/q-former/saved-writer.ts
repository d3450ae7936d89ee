import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import {
  writeFileWhole,
  type GeneratorParts,
  type LanguageModel,
  type ParameterSpecs,
  type ParameterValues,
  type VisionEncoder,
} from '@totalfm/core';
import {
  matchParameters,
  namedTensors,
  prefixed,
  readTensorFiles,
  unprefixed,
  writeTensorFiles,
} from '@totalfm/compute';
import { z } from 'zod';
import { learnedOf, nameLearned, readSaved, saveJson } from '../saved.ts';
import { readAdapters, writeAdapters } from './adapters.ts';
import type { QFormerOptions } from './options.ts';
import { assembleWriter } from './parts.ts';
import type { WriterParts } from './step.ts';
import { visionValues } from './train.ts';

const files = {
  manifest: 'generator.json',
  model: 'q-former.safetensors',
  vocabulary: 'vocabulary.json',
  /** Of a language model that was trained here. */
  language: 'language.safetensors',
  /** Folder of adapters, as PEFT reads it. */
  adapters: 'adapters',
} as const;

const saved = learnedOf.extend({
  /** From which confidence on a finding is written of: of best F1 on validation exams. */
  threshold: z.number(),
  embeddingRms: z.number(),
});

/** A trained writer. */
export interface TrainedWriter {
  readonly parts: WriterParts;
  /** Of all parameters. */
  readonly values: ParameterValues;
  readonly threshold: number;
}

export interface WriterToSave extends TrainedWriter {
  readonly vocabulary: Uint8Array;
  readonly embeddingRms: number;
}

export async function saveWriter(
  dir: string,
  { parts, values, threshold, embeddingRms, vocabulary }: WriterToSave,
  from: GeneratorParts,
  { visionRate, lora }: QFormerOptions,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const { qFormer, vision, language } = parts;
  const learned = {
    ...prefixed('qformer/', qFormer.parameters),
    ...(visionRate > 0 && prefixed('vision/', vision.parameters)),
  };
  await writeTensorFiles(join(dir, files.model), namedTensors(learned, values));
  const own = unprefixed('language/', values);
  if (!language.values) await writeTensorFiles(join(dir, files.language), namedTensors(language.parameters, own));
  if (lora && parts.lora)
    await writeAdapters(join(dir, files.adapters), { language, lora: parts.lora, values: own }, lora);
  await writeFileWhole(join(dir, files.vocabulary), vocabulary);
  await saveJson(dir, files.manifest, { ...nameLearned(from), threshold, embeddingRms });
}

/** Opens what {@link saveWriter} wrote. Throws a coded error where it is of other parts. */
export async function openWriter(
  dir: string,
  { vision, language: model }: { readonly vision: VisionEncoder; readonly language: LanguageModel },
  from: GeneratorParts,
  options: QFormerOptions,
): Promise<TrainedWriter> {
  const { threshold, embeddingRms } = await readSaved(dir, files.manifest, saved, from);
  const language = await model.load(await readFile(join(dir, files.vocabulary)));
  const parts = assembleWriter({ vision, language, anatomy: from.anatomy, embeddingRms }, options);
  const file = join(dir, files.model);
  const tensors = await readTensorFiles(file);
  const tuned = options.visionRate > 0;
  const values = {
    ...prefixed('qformer/', matchParameters(parts.qFormer.parameters, unprefixed('qformer/', tensors), file)),
    ...prefixed(
      'vision/',
      tuned
        ? matchParameters(vision.parameters, unprefixed('vision/', tensors), file)
        : await visionValues(vision, from.model),
    ),
    ...prefixed('language/', language.values ? await language.values() : await readLanguage(dir, language.parameters)),
    ...(parts.lora &&
      prefixed('language/', await readAdapters(join(dir, files.adapters), { language, lora: parts.lora }))),
  };
  return { parts, values, threshold };
}

async function readLanguage(dir: string, parameters: ParameterSpecs): Promise<ParameterValues> {
  const file = join(dir, files.language);
  return matchParameters(parameters, await readTensorFiles(file), file);
}
