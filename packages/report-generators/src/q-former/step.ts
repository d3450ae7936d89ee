import * as tf from '@tensorflow/tfjs';
import type { InputSpecs, LoadedLanguageModel, ParameterSpecs, Tensors, VisionEncoder } from '@totalfm/core';
import {
  createLora,
  createOptimizer,
  l2Normalize,
  languageInputs,
  nextTokenLoss,
  prefixed,
  stateInput,
  stateLoss,
  unprefixed,
  type FindingColumn,
  type Lora,
  type StepDefinition,
} from '@totalfm/compute';
import { reportErrors } from '../errors.ts';
import type { QFormerOptions } from './options.ts';
import type { QFormer, QFormerOutputs } from './q-former.ts';

/** What is trained together. */
export interface WriterParts {
  readonly vision: VisionEncoder;
  readonly qFormer: QFormer;
  readonly language: LoadedLanguageModel;
  readonly lora?: Lora;
}

const int32 = (...shape: number[]) => ({ shape, dtype: 'int32' as const });

export const organInputs = (vision: VisionEncoder, batch: number): InputSpecs => ({
  ...prefixed('vision/', vision.inputs(batch)),
  organ: int32(batch),
  side: int32(batch),
});

/** What the Q-Former makes of a batch of organ volumes. */
export function lookAt(
  { vision, qFormer }: WriterParts,
  p: Tensors,
  inputs: Tensors,
  features: QFormerOptions['features'],
): QFormerOutputs {
  const [own, given] = [unprefixed('vision/', p), unprefixed('vision/', inputs)];
  const embedding = l2Normalize(vision.embed(own, given));
  const tokens =
    features === 'tokens' && vision.tokens
      ? vision.tokens.encode(own, given)
      : tf.mul(tf.expandDims(embedding, 1), Math.sqrt(vision.width));
  const { organ, side } = inputs;
  return qFormer.query(unprefixed('qformer/', p), { tokens, organ, side, embedding });
}

/** Parameters of the language model as it is with its adapters. */
export function adaptedLanguage({ lora }: WriterParts, p: Tensors): Tensors {
  const own = unprefixed('language/', p);
  return lora ? lora.adapt(own) : own;
}

/** Hidden states of tokens behind queries, [batch, tokens, width]. */
export function readBehind(language: LoadedLanguageModel, p: Tensors, queries: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const [batch, count, width] = queries.shape as [number, number, number];
  const { hidden } = language.forward(p, tf.concat([queries, language.embed(p, ids)], 1));
  return tf.slice(hidden, [0, count, 0], [batch, ids.shape[1] as number, width]);
}

/** All parameters of what writes, trained or not. */
export const writerParameters = ({ vision, qFormer, language, lora }: WriterParts): ParameterSpecs => ({
  ...prefixed('vision/', vision.parameters),
  ...prefixed('qformer/', qFormer.parameters),
  ...prefixed('language/', lora?.parameters ?? language.parameters),
});

/** Which parameters get an adapter. */
export function loraOf(language: LoadedLanguageModel, { lora }: QFormerOptions): Lora | undefined {
  if (!lora) return undefined;
  const { rank, alpha, targets } = lora;
  const adapts = (name: string) => targets.some((target) => new RegExp(`^block\\d+/${target}/.*weight$`).test(name));
  if (Object.keys(language.parameters).some(adapts)) return createLora(language.parameters, { rank, alpha, adapts });
  throw reportErrors.TFM_WRITE_OPTIONS({
    option: 'lora.targets',
    message: `The language model has no matrix of ${targets.join(' or ')} in its blocks: nothing of it would be trained.`,
    fix: 'Name other `targets`, or write `lora: false`.',
  });
}

/**
 * One step: findings by a classifier of the queries, sentences by the language model's loss behind them. What is frozen is the vision
 * encoder at a rate of 0, and the language model but for its adapters.
 */
export function writerStep(
  parts: WriterParts,
  options: QFormerOptions,
  columns: readonly FindingColumn[],
): StepDefinition {
  const { vision, language, lora } = parts;
  const { batch, sentences: texts, tokens, features, visionRate, findingLoss } = options;
  return {
    name: 'generate/q-former',
    parameters: writerParameters(parts),
    inputs: {
      ...organInputs(vision, batch),
      states: stateInput(batch, columns),
      known: stateInput(batch, columns),
      ...languageInputs({ batch: texts, tokens }),
    },
    loss(p, inputs) {
      const { queries, findings } = lookAt(parts, p, inputs, features);
      const told = stateLoss(findings, inputs.states, inputs.known);
      const own = adaptedLanguage(parts, p);
      const first = tf.slice(queries, [0, 0, 0], [texts, ...queries.shape.slice(1)]);
      const said = language.logits(own, readBehind(language, own, first, inputs.ids));
      const sentences = nextTokenLoss(said, inputs.targets, inputs.weights);
      return { loss: tf.add(sentences, tf.mul(told, findingLoss)), sentences, findings: told };
    },
    optimizer: createOptimizer(options.optimizer),
    clipNorm: options.clipNorm,
    group(name) {
      if (name.startsWith('vision/')) return visionRate > 0 ? { rate: visionRate } : { frozen: true };
      if (name.startsWith('language/')) return lora?.group(name.slice('language/'.length)) ?? { frozen: true };
      return {};
    },
  };
}
