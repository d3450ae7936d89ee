import * as tf from '@tensorflow/tfjs';
import { createRandom, type Feeds, type ParameterSpecs } from '@totalfm/core';
import { linear } from '../ops/linear.ts';
import { biasSpec, weightSpec } from '../ops/parameter-specs.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { adamw } from '../train/optimizers/adamw.ts';
import { prefixed } from '../train/initial-values.ts';
import type { StepDefinition } from '../train/training-program.ts';
import { product } from '../product.ts';
import { stepFlopOf, transformerProducts, type Product } from './products.ts';

/** The VideoMAE step that is measured: 12 M parameters, 8 volumes of 512 tokens, 128 of them visible. */
export const shape = {
  batch: 8,
  tokens: 512,
  visible: 128,
  patch: 512,
  encoder: { dim: 384, depth: 6, heads: 6 },
  decoder: { dim: 192, depth: 2, heads: 3 },
} as const;

const { batch, tokens, visible, patch, encoder, decoder } = shape;

const parameters: ParameterSpecs = {
  'patch/weight': weightSpec(patch, encoder.dim),
  'patch/bias': biasSpec(encoder.dim),
  ...prefixed('encoder/', transformerSpecs('', encoder)),
  'bridge/weight': weightSpec(encoder.dim, decoder.dim),
  'bridge/bias': biasSpec(decoder.dim),
  maskToken: { shape: [decoder.dim], initial: { normal: 0.1 }, decay: false },
  ...prefixed('decoder/', transformerSpecs('', decoder)),
  'out/weight': weightSpec(decoder.dim, patch),
  'out/bias': biasSpec(patch),
};

export const videomaeStep: StepDefinition = {
  name: 'videomae-step',
  parameters,
  inputs: {
    patches: { shape: [batch, visible, patch], dtype: 'float32' },
    targets: { shape: [batch, tokens - visible, patch], dtype: 'float32' },
    visiblePositions: { shape: [batch, visible, encoder.dim], dtype: 'float32' },
    positions: { shape: [batch, tokens, decoder.dim], dtype: 'float32' },
  },
  loss(p, { patches, targets, visiblePositions, positions }) {
    const seen = tf.add(linear(patches, p['patch/weight'], p['patch/bias']), visiblePositions);
    const encoded = linear(transformer(p, 'encoder/', seen, encoder), p['bridge/weight'], p['bridge/bias']);
    const blank = tf.add(tf.zeros([batch, tokens - visible, decoder.dim]), p.maskToken);
    const sequence = tf.add(tf.concat([encoded, blank], 1), positions);
    const hidden = tf.slice(
      transformer(p, 'decoder/', sequence, decoder),
      [0, visible, 0],
      [batch, tokens - visible, decoder.dim],
    );
    const predicted = linear(hidden, p['out/weight'], p['out/bias']);
    return { loss: tf.mean(tf.squaredDifference(predicted, targets)) };
  },
  optimizer: adamw({ beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.05 }),
  clipNorm: 1,
};

/** Normal numbers for the inputs of a step, or integers below `below`. */
export function randomBatch(seed: number, { inputs }: Pick<StepDefinition, 'inputs'> = videomaeStep, below = 1): Feeds {
  const random = createRandom(seed);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape: dimensions, dtype }]) => {
      const length = product(dimensions);
      return [
        name,
        dtype === 'int32'
          ? Int32Array.from({ length }, () => random.integer(below))
          : Float32Array.from({ length }, () => random.normal()),
      ];
    }),
  );
}

/** Every matrix product of the forward pass; each has two of the same size in the backward pass (one where `leaf`). */
export const products: readonly Product[] = [
  { count: 1, batch: 1, rows: batch * visible, inner: patch, columns: encoder.dim, leaf: true },
  ...transformerProducts(encoder, batch, visible),
  { count: 1, batch: 1, rows: batch * visible, inner: encoder.dim, columns: decoder.dim },
  ...transformerProducts(decoder, batch, tokens),
  { count: 1, batch: 1, rows: batch * (tokens - visible), inner: decoder.dim, columns: patch },
];

export const stepFlop = stepFlopOf(products);
