import { biasSpec, embeddingLookup, gelu, linear, tableSpec, weightSpec } from '@totalfm/compute';
import {
  organParts,
  type AnatomyStructures,
  type Feeds,
  type InputSpecs,
  type OrganVolume,
  type ParameterSpecs,
  type Tensors,
} from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { DENSITY_FEATURES, densityFeatures, densityNote } from '../organ-density/density-features.ts';
import { PROMINENCE_FEATURES, prominenceFeatures, prominenceNote } from '../organ-prominence/prominence-features.ts';
import {
  STRUCTURE_FEATURES,
  structureFeatures,
  structureNotes,
  structuresThere,
  toldStructures,
} from '../organ-structures/structure-features.ts';
import type { OrganVitOptions } from './options.ts';
import { remembered } from './remembered.ts';

/** What an organ token is told beside its organ’s size. */
export interface Told {
  readonly parameters: ParameterSpecs;
  readonly notes: Readonly<Record<string, string>>;
  inputs(batch: number): InputSpecs;
  /** `parts`: the index of each volume’s part. */
  feeds(volumes: readonly OrganVolume[], parts: Int32Array): Feeds;
  /** [batch, dim] */
  embed(parameters: Tensors, inputs: Tensors): tf.Tensor;
}

export type Tell = OrganVitOptions['tell'][number];

/** All of what is to be told, as one. */
export function createTold(tell: readonly Tell[], organs: AnatomyStructures['organs'], dim: number): Told {
  const count = organParts(organs).length;
  const kinds: Readonly<Record<Tell, () => Told>> = {
    density: () =>
      toldNumbers('density', { count, dim, width: DENSITY_FEATURES, of: densityFeatures, note: densityNote }),
    prominence: () =>
      toldNumbers('prominence', {
        count,
        dim,
        width: PROMINENCE_FEATURES,
        of: prominenceFeatures,
        note: prominenceNote,
      }),
    structures: () => toldShapes(organs, dim),
  };
  const told = [...new Set(tell)].map((kind) => kinds[kind]());
  const joined = <One>(of: (one: Told) => Readonly<Record<string, One>>): Record<string, One> =>
    Object.assign({}, ...told.map(of));
  return {
    parameters: joined(({ parameters }) => parameters),
    notes: joined(({ notes }) => notes),
    inputs: (batch) => joined(({ inputs }) => inputs(batch)),
    feeds: (volumes, parts) => joined(({ feeds }) => feeds(volumes, parts)),
    embed: (p, inputs) =>
      told.reduce<tf.Tensor>(
        (sum, { embed }) => tf.add(sum, embed(p, inputs)),
        tf.zeros([inputs.organ.shape[0]!, dim]),
      ),
  };
}

interface Numbers {
  /** Parts of the experiment. */
  readonly count: number;
  readonly dim: number;
  readonly width: number;
  readonly note: string;
  of(volume: OrganVolume): readonly number[];
}

/** Numbers of a volume, by a linear map of each organ’s own: what is dense for a lung is not for a liver. */
function toldNumbers(name: string, { count, dim, width, note, of }: Numbers): Told {
  const numbers = remembered((volume) => Float32Array.from(of(volume)));
  return {
    parameters: { [`organ/${name}`]: tableSpec(count, width * dim, 0.15) },
    notes: { [name]: note },
    inputs: (batch) => ({ [name]: { shape: [batch, width], dtype: 'float32' } }),
    feeds: (volumes) => ({ [name]: joinedArrays(volumes.map(numbers)) }),
    embed: (p, inputs) => mapByOrgan(p[`organ/${name}`], inputs.organ, inputs[name]),
  };
}

/** An organ’s structures beside one another, of which the oddest and the mean count, and which others there are. */
function toldShapes(organs: AnatomyStructures['organs'], dim: number): Told {
  const parts = organParts(organs);
  const structures = toldStructures(parts);
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
      return { structures: features, others: joinedArrays(volumes.map((volume) => structuresThere(volume, all))) };
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

/** A linear map for each organ: a table [parts, features · dim] and features [batch, features] → [batch, dim]. */
function mapByOrgan(table: tf.Tensor, organ: tf.Tensor, features: tf.Tensor): tf.Tensor {
  const [batch, width] = features.shape;
  const maps = tf.reshape(embeddingLookup(table, organ), [batch, width, -1]);
  return tf.sum(tf.mul(maps, tf.expandDims(features, 2)), 1);
}

function joinedArrays(arrays: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  arrays.reduce((offset, array) => {
    joined.set(array, offset);
    return offset + array.length;
  }, 0);
  return joined;
}
