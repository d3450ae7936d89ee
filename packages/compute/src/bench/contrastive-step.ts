import * as tf from '@tensorflow/tfjs';
import { embeddingLookup } from '../ops/embedding-lookup.ts';
import { l2Normalize } from '../ops/l2-normalize.ts';
import { linear } from '../ops/linear.ts';
import { weightSpec } from '../ops/parameter-specs.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { prefixed } from '../train/initial-values.ts';
import { adamw } from '../train/optimizers/adamw.ts';
import type { StepDefinition } from '../train/training-program.ts';
import { transformerProducts, type Product } from './products.ts';

/** A contrastive step: 64 volumes of 64 tokens against 64 texts of 48, two transformers of 128 × 3 layers. */
const batch = 64;
const vision = { tokens: 64, patch: 512, shape: { dim: 128, depth: 3, heads: 4 } };
const text = { tokens: 48, vocabulary: 2000, shape: { dim: 128, depth: 3, heads: 4 } };
const width = 128;

export const vocabulary = text.vocabulary;

export const contrastiveStep: StepDefinition = {
  name: 'contrastive-step',
  parameters: {
    'patch/weight': weightSpec(vision.patch, vision.shape.dim),
    'vision/out': weightSpec(vision.shape.dim, width),
    'text/out': weightSpec(text.shape.dim, width),
    'text/table': { shape: [text.vocabulary, text.shape.dim], initial: { normal: 0.1 }, decay: true },
    ...prefixed('vision/', transformerSpecs('', vision.shape)),
    ...prefixed('text/', transformerSpecs('', text.shape)),
  },
  inputs: {
    patches: { shape: [batch, vision.tokens, vision.patch], dtype: 'float32' },
    ids: { shape: [batch, text.tokens], dtype: 'int32' },
  },
  loss(p, { patches, ids }) {
    const seen = transformer(p, 'vision/', linear(patches, p['patch/weight']), vision.shape);
    const read = transformer(p, 'text/', embeddingLookup(p['text/table'], ids), text.shape);
    const images = l2Normalize(linear(tf.mean(seen, 1), p['vision/out']));
    const texts = l2Normalize(linear(tf.mean(read, 1), p['text/out']));
    const logits = tf.mul(tf.matMul(images as tf.Tensor2D, texts as tf.Tensor2D, false, true), 10);
    const diagonal = tf.eye(batch);
    const entropy = (rows: tf.Tensor) => tf.neg(tf.sum(tf.mul(diagonal, tf.logSoftmax(rows))));
    return { loss: tf.mul(tf.add(entropy(logits), entropy(tf.transpose(logits))), 0.5 / batch) };
  },
  optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05 }),
  clipNorm: 1,
};

export const contrastiveProducts: readonly Product[] = [
  { count: 1, batch: 1, rows: batch * vision.tokens, inner: vision.patch, columns: vision.shape.dim, leaf: true },
  ...transformerProducts(vision.shape, batch, vision.tokens),
  ...transformerProducts(text.shape, batch, text.tokens),
];
