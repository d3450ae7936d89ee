import * as tf from '@tensorflow/tfjs';
import type { LoadedTextEncoder, ParameterSpecs, VisionEncoder } from '@totalfm/core';
import { comparing, createOptimizer, l2Normalize, prefixed, type StepDefinition, unprefixed } from '@totalfm/compute';
import type { FindingHead } from './finding-head.ts';
import { infoNce, sigmoidLoss } from './losses.ts';
import { statementsOfBatch, type ContrastiveOptions } from './options.ts';

/** Where the scale stops, as in CLIP. */
export const largestScale = 100;

export interface AlignmentParts {
  readonly vision: VisionEncoder;
  readonly text: LoadedTextEncoder;
  readonly head?: FindingHead;
}

/** One step of training: both towers, the learned scale, and the classifier of findings where there is one. */
export function alignmentStep({ vision, text, head }: AlignmentParts, options: ContrastiveOptions): StepDefinition {
  const { batch } = options;
  const texts = batch + statementsOfBatch(options);
  const pairs = { shape: [batch, texts], dtype: 'float32' } as const;
  return {
    name: 'align',
    parameters: {
      ...prefixed('vision/', vision.parameters),
      ...prefixed('text/', text.parameters),
      ...head?.parameters,
      ...logitParameters(options),
    },
    ...comparing({
      items: { ...prefixed('vision/', vision.inputs(batch)), ...prefixed('text/', text.inputs(texts)) },
      represent: (parameters, items) => ({
        images: l2Normalize(vision.embed(unprefixed('vision/', parameters), unprefixed('vision/', items))),
        sentences: l2Normalize(text.embed(unprefixed('text/', parameters), unprefixed('text/', items))),
      }),
      inputs: { ...head?.inputs(batch, texts), byImage: pairs, byText: pairs, ignore: pairs },
      compare(parameters, { images, sentences, ...inputs }) {
        const scale = tf.exp(tf.minimum(parameters.logScale, Math.log(largestScale)));
        const cosines = tf.matMul(images as tf.Tensor2D, sentences as tf.Tensor2D, false, true);
        const objective = options.loss === 'sigmoid' ? sigmoidLoss : infoNce;
        const contrast = objective({
          cosines,
          byImage: inputs.byImage,
          byText: inputs.byText,
          ignore: inputs.ignore,
          scale,
          bias: parameters.logitBias ?? tf.scalar(0),
        });
        const findings = head?.loss(parameters, inputs, images, sentences);
        return {
          loss: findings ? tf.add(contrast, tf.mul(findings, options.findingLoss)) : contrast,
          contrast,
          ...(findings && { findings }),
          scale,
        };
      },
    }),
    optimizer: createOptimizer(options.optimizer),
    clipNorm: options.clipNorm,
  };
}

function logitParameters({ temperature, loss, bias }: ContrastiveOptions): ParameterSpecs {
  return {
    logScale: { shape: [], initial: { constant: Math.log(1 / temperature) }, decay: false },
    // InfoNCE is blind to a bias.
    ...(loss === 'sigmoid' ? { logitBias: { shape: [], initial: { constant: bias }, decay: false } } : {}),
  };
}
