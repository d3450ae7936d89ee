import { biasSpec, embeddingLookup, gelu, joinArrays, linear, tableSpec, weightSpec } from '@totalfm/compute';
import { organParts, type AnatomyStructures, type OrganVolume } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import {
  STRUCTURE_FEATURES,
  structureFeatures,
  structureNotes,
  structuresOf,
  structuresThere,
} from '../organ-structures/structure-features.ts';
import { mapByOrgan } from '../map-by-organ.ts';
import type { Told } from './what-is-told.ts';
import { usualNumbers } from './usual-numbers.ts';

/** An organ’s structures beside one another, of which the oddest and the mean count, and which others there are. */
export function toldStructures(organs: AnatomyStructures['organs'], dim: number): Told {
  const parts = organParts(organs);
  const structures = structuresOf(parts);
  const { own, most, all } = structures;
  const length = most * STRUCTURE_FEATURES;
  const usual = usualNumbers('organ/structures', parts.length, length);
  /** Of the part’s structures, zeros after the last. */
  const numbers = (volume: OrganVolume, part: number) => {
    const features = new Float32Array(length);
    features.set(structureFeatures(volume, own[part]));
    return features;
  };
  return {
    parameters: {
      'organ/structures/weight': tableSpec(parts.length, STRUCTURE_FEATURES * dim, 0.3),
      'organ/structures/bias': tableSpec(parts.length, most * dim, 0.1),
      'organ/structures/out/weight': weightSpec(2 * dim, dim),
      'organ/structures/out/bias': biasSpec(dim),
      ...usual.parameters,
      'organ/others': tableSpec(parts.length, all.length * dim, 0.05),
    },
    notes: structureNotes(structures),
    inputs: (batch) => ({
      structures: { shape: [batch, most, STRUCTURE_FEATURES], dtype: 'float32' },
      others: { shape: [batch, all.length], dtype: 'float32' },
    }),
    feeds: (volumes, indices) => ({
      structures: joinArrays(volumes.map((volume, item) => numbers(volume, indices[item]))),
      others: joinArrays(volumes.map((volume) => structuresThere(volume, all))),
    }),
    embed(p, { organ, structures: features, others }) {
      const batch = features.shape[0];
      const there = tf.slice(features, [0, 0, 0], [batch, most, 1]);
      const maps = tf.reshape(embeddingLookup(p['organ/structures/weight'], organ), [batch, STRUCTURE_FEATURES, dim]);
      const biases = tf.reshape(embeddingLookup(p['organ/structures/bias'], organ), [batch, most, dim]);
      const odd = tf.reshape(usual.deviations(p, organ, tf.reshape(features, [batch, length])), features.shape);
      const each = tf.mul(gelu(tf.add(tf.matMul(odd, maps), biases)), there);
      const mean = tf.div(tf.sum(each, 1), tf.add(tf.sum(there, 1), 1e-3));
      const summary = linear(
        tf.concat([tf.max(each, 1), mean], 1),
        p['organ/structures/out/weight'],
        p['organ/structures/out/bias'],
      );
      return tf.add(summary, mapByOrgan(p['organ/others'], organ, others));
    },
    // A structure that is not there is not usual of its kind.
    measure: () => usual.measure(numbers, (features, at) => features[at - (at % STRUCTURE_FEATURES)] === 1),
  };
}
