import * as tf from '@tensorflow/tfjs';
import type {
  InputSpecs,
  LoadedLanguageModel,
  ParameterSpecs,
  ParameterValues,
  Tensors,
  VisionEncoder,
} from '@totalfm/core';
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
import type { QFormer, QFormerInputs } from './q-former.ts';

/** What is trained together. */
export interface WriterParts {
  readonly vision: VisionEncoder;
  readonly qFormer: QFormer;
  readonly language: LoadedLanguageModel;
  readonly lora?: Lora;
}

const int32 = (...shape: number[]) => ({ shape, dtype: 'int32' as const });

/** Rows of organs and sides. */
export const organInputs = (batch: number): InputSpecs => ({ organ: int32(batch), side: int32(batch) });

/** Shape of what the Q-Former reads of a volume. */
export const tokenShape = (vision: VisionEncoder, features: QFormerOptions['features']) =>
  (features === 'tokens' && vision.tokens) || { count: 1, width: vision.width };

/** What the vision encoder shows the Q-Former of a batch of volumes, [batch, count, width] and [batch, width]. */
export function seeVolumes(
  vision: VisionEncoder,
  p: Tensors,
  inputs: Tensors,
  features: QFormerOptions['features'],
): Pick<QFormerInputs, 'tokens' | 'embedding'> {
  const embedding = l2Normalize(vision.embed(p, inputs));
  const tokens =
    features === 'tokens' && vision.tokens
      ? vision.tokens.encode(p, inputs)
      : tf.mul(tf.expandDims(embedding, 1), Math.sqrt(vision.width));
  return { tokens, embedding };
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

/** The values of some parameters alone. */
export const valuesOf = (parameters: ParameterSpecs, values: ParameterValues): ParameterValues =>
  Object.fromEntries(Object.keys(parameters).map((name) => [name, values[name]]));

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
      ...prefixed('vision/', vision.inputs(batch)),
      ...organInputs(batch),
      states: stateInput(batch, columns),
      known: stateInput(batch, columns),
      ...languageInputs({ batch: texts, tokens }),
    },
    loss(p, inputs) {
      const { organ, side } = inputs;
      const seen = seeVolumes(vision, unprefixed('vision/', p), unprefixed('vision/', inputs), features);
      const { queries, findings } = parts.qFormer.query(unprefixed('qformer/', p), { ...seen, organ, side });
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
