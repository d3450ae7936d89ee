import * as tf from '@tensorflow/tfjs';
import type { ParameterSpecs } from '@totalfm/core';
import { embeddingLookup } from '../ops/embedding-lookup.ts';
import { l2Normalize } from '../ops/l2-normalize.ts';
import { linear } from '../ops/linear.ts';
import { tableSpec, weightSpec } from '../ops/parameter-specs.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { prefixed } from '../train/initial-values.ts';
import { adamw } from '../train/optimizers/adamw.ts';
import { comparing, type StepDefinition } from '../train/training-program.ts';

/** The original's sizes: 192 × 192 × 32 voxels in patches of 16 × 16 × 4, of whose tubes a tenth is visible; the decoder is VideoMAE's. */
const paper = {
  tokens: 12 * 12 * 8,
  visible: 14 * 8,
  patch: 16 * 16 * 4,
  encoder: { dim: 1008, depth: 12, heads: 12 },
  decoder: { dim: 384, depth: 4, heads: 6 },
  text: { tokens: 64, vocabulary: 8000, shape: { dim: 512, depth: 4, heads: 8 } },
  width: 512,
};

const optimizer = adamw({ beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.05 });

/** One step at the paper's size; `bench/torch_paper_step.py` is the same in PyTorch. */
export type PaperStep = 'videomae' | 'contrastive';

/** What integers of its batches are below: positions of tokens, or ids of texts. */
export const paperTable = (kind: PaperStep) => (kind === 'videomae' ? paper.tokens : paper.text.vocabulary);

export function paperStep(kind: PaperStep, batch: number, recompute: boolean): StepDefinition {
  const step = kind === 'videomae' ? videomae(batch) : contrastive(batch);
  return { ...step, name: `paper-${kind}`, optimizer, clipNorm: 1, recompute };
}

type Parts = Pick<StepDefinition, 'parameters' | 'inputs' | 'loss' | 'comparison'>;

const patchEmbedding: ParameterSpecs = {
  'patch/weight': weightSpec(paper.patch, paper.encoder.dim),
  positions: tableSpec(paper.tokens, paper.encoder.dim, 0.3),
};

function videomae(batch: number): Parts {
  const { tokens, visible, patch, encoder, decoder } = paper;
  return {
    parameters: {
      ...patchEmbedding,
      ...prefixed('encoder/', transformerSpecs('', encoder)),
      'bridge/weight': weightSpec(encoder.dim, decoder.dim),
      maskToken: { shape: [decoder.dim], initial: { normal: 0.1 }, decay: false },
      'decoder/positions': tableSpec(tokens, decoder.dim, 0.3),
      ...prefixed('decoder/', transformerSpecs('', decoder)),
      'out/weight': weightSpec(decoder.dim, patch),
    },
    inputs: {
      patches: { shape: [batch, visible, patch], dtype: 'float32' },
      targets: { shape: [batch, tokens - visible, patch], dtype: 'float32' },
      order: { shape: [batch, tokens], dtype: 'int32' },
    },
    loss(p, { patches, targets, order }) {
      const places = tf.slice(order, [0, 0], [batch, visible]);
      const seen = tf.add(linear(patches, p['patch/weight']), embeddingLookup(p.positions, places));
      const known = linear(transformer(p, 'encoder/', seen, encoder), p['bridge/weight']);
      const blank = tf.add(tf.zeros([batch, tokens - visible, decoder.dim]), p.maskToken);
      const sequence = tf.add(tf.concat([known, blank], 1), embeddingLookup(p['decoder/positions'], order));
      const hidden = tf.slice(transformer(p, 'decoder/', sequence, decoder), [0, visible, 0], [batch, -1, decoder.dim]);
      return { loss: tf.mean(tf.squaredDifference(linear(hidden, p['out/weight']), targets)) };
    },
  };
}

function contrastive(batch: number): Parts {
  const { tokens, patch, encoder, text, width } = paper;
  return {
    parameters: {
      ...patchEmbedding,
      ...prefixed('vision/', transformerSpecs('', encoder)),
      'vision/out': weightSpec(encoder.dim, width),
      'text/table': tableSpec(text.vocabulary, text.shape.dim, 0.3),
      ...prefixed('text/', transformerSpecs('', text.shape)),
      'text/out': weightSpec(text.shape.dim, width),
    },
    ...comparing({
      items: {
        patches: { shape: [batch, tokens, patch], dtype: 'float32' },
        ids: { shape: [batch, text.tokens], dtype: 'int32' },
      },
      represent(p, { patches, ids }) {
        const seen = transformer(p, 'vision/', tf.add(linear(patches, p['patch/weight']), p.positions), encoder);
        const read = transformer(p, 'text/', embeddingLookup(p['text/table'], ids), text.shape);
        return {
          images: l2Normalize(linear(tf.mean(seen, 1), p['vision/out'])),
          texts: l2Normalize(linear(tf.mean(read, 1), p['text/out'])),
        };
      },
      inputs: {},
      compare(_, { images, texts }) {
        const logits = tf.mul(tf.matMul(images as tf.Tensor2D, texts as tf.Tensor2D, false, true), 10);
        const entropy = (rows: tf.Tensor) => tf.neg(tf.sum(tf.mul(tf.eye(batch), tf.logSoftmax(rows))));
        return { loss: tf.mul(tf.add(entropy(logits), entropy(tf.transpose(logits))), 0.5 / batch) };
      },
    }),
  };
}
