import type { Anatomy, LoadedLanguageModel, ParameterValues, VisionEncoder } from '@totalfm/core';
import { findingColumns, openInference } from '@totalfm/compute';
import * as tf from '@tensorflow/tfjs';
import { reportErrors } from '../errors.ts';
import type { QFormerOptions } from './options.ts';
import { createQFormer } from './q-former.ts';
import { loraOf, tokenShape, type WriterParts } from './step.ts';

interface Given {
  readonly vision: VisionEncoder;
  readonly language: LoadedLanguageModel;
  readonly anatomy: Anatomy;
  readonly embeddingRms: number;
}

/** Joins a vision encoder and a language model by a Q-Former and adapters. */
export function assembleWriter(
  { vision, language, anatomy, embeddingRms }: Given,
  options: QFormerOptions,
): WriterParts {
  const { dim, depth, heads, queries, features } = options;
  checkOptions(options, language);
  const tokens = tokenShape(vision, features);
  const findings = findingColumns(anatomy).length;
  const shape = {
    findings,
    embedding: vision.width,
    dim,
    depth,
    heads,
    queries,
    tokens,
    organs: anatomy.organs.length,
    width: language.width,
    embeddingRms,
  };
  return { vision, language, qFormer: createQFormer(shape), lora: loraOf(language, options) };
}

function checkOptions(
  { dim, heads, queries, tokens, maxTokens }: QFormerOptions,
  { context }: LoadedLanguageModel,
): void {
  if (dim % heads !== 0)
    throw reportErrors.TFM_WRITE_OPTIONS({
      option: 'dim',
      message: `dim ${dim} is no multiple of heads (${heads}).`,
      fix: 'Change `dim` or `heads`.',
    });
  const longest = queries + tokens + maxTokens;
  if (longest > context)
    throw reportErrors.TFM_WRITE_OPTIONS({
      option: 'tokens',
      message: `${queries} queries and ${tokens + maxTokens} tokens do not fit into the ${context} of the language model.`,
      fix: 'Lower `tokens` or `maxTokens`, or use a language model of a longer context.',
    });
}

const SOME_TOKENS = 256;

/** Root mean square of a language model's token embeddings, from some of them. */
export async function embeddingRmsOf(language: LoadedLanguageModel, values: ParameterValues): Promise<number> {
  const count = Math.min(SOME_TOKENS, language.tokenizer.size);
  const inference = await openInference({
    name: 'embeddings',
    parameters: language.parameters,
    values,
    inputs: { ids: { shape: [1, count], dtype: 'int32' } },
    run: (p, { ids }) => ({ square: tf.mean(tf.square(language.embed(p, ids))) }),
  });
  const { square } = await inference.run({ ids: Int32Array.from({ length: count }, (_, id) => id) });
  await inference.dispose();
  return Math.sqrt(square[0]);
}
