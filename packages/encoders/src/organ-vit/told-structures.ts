import { biasSpec, embeddingLookup, gelu, linear, tableSpec, weightSpec } from '@totalfm/compute';
import { organParts, type AnatomyStructures } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import {
  STRUCTURE_FEATURES,
  structureFeatures,
  structureNotes,
  structuresOf,
  structuresThere,
} from '../organ-structures/structure-features.ts';
import { joinArrays } from './join-arrays.ts';
import { mapByOrgan } from './map-by-organ.ts';
import type { Told } from './told.ts';

/** An organ’s structures beside one another, of which the oddest and the mean count, and which others there are. */
export function toldStructures(organs: AnatomyStructures['organs'], dim: number): Told {
  const parts = organParts(organs);
  const structures = structuresOf(parts);
  const { own, most, all } = structures;
  return {
    parameters: {
      'organ/structures/weight': tableSpec(parts.length, STRUCTURE_FEATURES * dim, 0.3),
      'organ/structures/bias': tableSpec(parts.length, most * dim, 0.1),
      'organ/structures/out/weight': weightSpec(2 * dim, dim),
      'organ/structures/out/bias': biasSpec(dim),
      'organ/others': tableSpec(parts.length, all.length * dim, 0.05),
    },
    notes: structureNotes(structures),
    inputs: (batch) => ({
      structures: { shape: [batch, most, STRUCTURE_FEATURES], dtype: 'float32' },
      others: { shape: [batch, all.length], dtype: 'float32' },
    }),
    feeds: (volumes, indices) => {
      const length = most * STRUCTURE_FEATURES;
      const features = new Float32Array(volumes.length * length);
      volumes.forEach((volume, item) => features.set(structureFeatures(volume, own[indices[item]]), item * length));
      return { structures: features, others: joinArrays(volumes.map((volume) => structuresThere(volume, all))) };
    },
    embed(p, { organ, structures: features, others }) {
      const batch = features.shape[0];
      const there = tf.slice(features, [0, 0, 0], [batch, most, 1]);
      const maps = tf.reshape(embeddingLookup(p['organ/structures/weight'], organ), [batch, STRUCTURE_FEATURES, dim]);
      const biases = tf.reshape(embeddingLookup(p['organ/structures/bias'], organ), [batch, most, dim]);
      const each = tf.mul(gelu(tf.add(tf.matMul(features, maps), biases)), there);
      const mean = tf.div(tf.sum(each, 1), tf.add(tf.sum(there, 1), 1e-3));
      const odd = linear(
        tf.concat([tf.max(each, 1), mean], 1),
        p['organ/structures/out/weight'],
        p['organ/structures/out/bias'],
      );
      return tf.add(odd, mapByOrgan(p['organ/others'], organ, others));
    },
  };
}
