import * as tf from '@tensorflow/tfjs';
import type { InputSpecs, LoadedLanguageModel, ParameterSpecs, Tensors, VisionEncoder } from '@totalfm/core';
import {
  createLora,
  createOptimizer,
  l2Normalize,
  nextTokenLoss,
  prefixed,
  unprefixed,
  type Lora,
  type StepDefinition,
} from '@totalfm/compute';
import type { QuestionShape } from './feeds.ts';
import type { QFormerOptions } from './options.ts';
import type { QFormer } from './q-former.ts';

/** What is trained together. */
export interface WriterParts {
  readonly vision: VisionEncoder;
  readonly qFormer: QFormer;
  readonly language: LoadedLanguageModel;
  readonly lora?: Lora;
}

const int32 = (...shape: number[]) => ({ shape, dtype: 'int32' as const });
const float32 = (...shape: number[]) => ({ shape, dtype: 'float32' as const });

export const organInputs = (vision: VisionEncoder, batch: number): InputSpecs => ({
  ...prefixed('vision/', vision.inputs(batch)),
  organ: int32(batch),
  side: int32(batch),
});

/** Queries of a batch of organ volumes, [batch, queries, width]. */
export function queriesOf(
  { vision, qFormer }: WriterParts,
  p: Tensors,
  inputs: Tensors,
  features: QFormerOptions['features'],
) {
  const [own, given] = [unprefixed('vision/', p), unprefixed('vision/', inputs)];
  const tokens =
    features === 'tokens' && vision.tokens
      ? vision.tokens.encode(own, given)
      : tf.mul(tf.expandDims(l2Normalize(vision.embed(own, given)), 1), Math.sqrt(vision.width));
  return qFormer.query(unprefixed('qformer/', p), { tokens, organ: inputs.organ, side: inputs.side });
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

/** Scores of every token as the answer to each question, [batch, questions, vocabulary]. */
export function answersOf(
  language: LoadedLanguageModel,
  p: Tensors,
  queries: tf.Tensor,
  { questions, slots }: Tensors,
): tf.Tensor {
  const [batch, tokens] = questions.shape as [number, number];
  const hidden = readBehind(language, p, queries, questions);
  const rows = tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(tokens, 'int32'));
  const places = tf.reshape(tf.add(slots, tf.reshape(rows, [batch, 1])), [-1]) as tf.Tensor1D;
  const asked = tf.gather(tf.reshape(hidden, [batch * tokens, language.width]), places);
  return language.logits(p, tf.reshape(asked, [batch, slots.shape[1] as number, language.width]));
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
  return createLora(language.parameters, { rank, alpha, adapts });
}

/**
 * One step: sentences and answers by the language model's loss, from queries of the organ volume. What is frozen is the vision
 * encoder at a rate of 0, and the language model but for its adapters.
 */
export function writerStep(
  parts: WriterParts,
  options: QFormerOptions,
  { length, most }: Pick<QuestionShape, 'length' | 'most'>,
): StepDefinition {
  const { vision, language, lora } = parts;
  const { batch, sentences: texts, tokens, features, visionRate } = options;
  const seen = (features === 'tokens' && vision.tokens ? vision.tokens : vision).parameters;
  return {
    name: 'generate',
    parameters: writerParameters(parts),
    inputs: {
      ...organInputs(vision, batch),
      questions: int32(batch, length),
      slots: int32(batch, most),
      wanted: int32(batch, most),
      known: float32(batch, most),
      ids: int32(texts, tokens),
      targets: int32(texts, tokens),
      weights: float32(texts, tokens),
    },
    loss(p, inputs) {
      const queries = queriesOf(parts, p, inputs, features);
      const own = adaptedLanguage(parts, p);
      const answers = nextTokenLoss(answersOf(language, own, queries, inputs), inputs.wanted, inputs.known);
      const first = tf.slice(queries, [0, 0, 0], [texts, ...queries.shape.slice(1)]);
      const said = language.logits(own, readBehind(language, own, first, inputs.ids));
      const sentences = nextTokenLoss(said, inputs.targets, inputs.weights);
      return { loss: tf.add(sentences, answers), sentences, answers };
    },
    optimizer: createOptimizer(options.optimizer),
    clipNorm: options.clipNorm,
    group(name) {
      if (name.startsWith('vision/'))
        return name.slice('vision/'.length) in seen && visionRate > 0 ? { rate: visionRate } : { frozen: true };
      if (name.startsWith('language/')) return lora?.group(name.slice('language/'.length)) ?? { frozen: true };
      return {};
    },
  };
}
