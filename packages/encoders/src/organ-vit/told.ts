import {
  organParts,
  type AnatomyStructures,
  type Feeds,
  type InputSpecs,
  type OrganVolume,
  type ParameterSpecs,
  type ParameterValues,
  type Tensors,
} from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { DENSITY_FEATURES, densityFeatures, densityNote } from '../organ-density/density-features.ts';
import { PROMINENCE_FEATURES, prominenceFeatures, prominenceNote } from '../organ-prominence/prominence-features.ts';
import type { OrganVitOptions } from './options.ts';
import { toldNumbers } from './told-numbers.ts';
import { toldStructures } from './told-structures.ts';

/** What an organ token is told beside its organ’s size. */
export interface Told {
  readonly parameters: ParameterSpecs;
  readonly notes: Readonly<Record<string, string>>;
  inputs(batch: number): InputSpecs;
  /** `parts`: the index of each volume’s part. */
  feeds(volumes: readonly OrganVolume[], parts: Int32Array): Feeds;
  /** [batch, dim] */
  embed(parameters: Tensors, inputs: Tensors): tf.Tensor;
  /** Begins to measure what is told of volumes. Absent: no parameter begins with what is measured. */
  measure?(): Measuring;
}

export interface Measuring {
  add(volume: OrganVolume, part: number): void;
  /** Values that parameters begin with. */
  values(): ParameterValues;
}

/** All of what is to be told, as one. */
export function createTold(
  tell: OrganVitOptions['tell'],
  organs: AnatomyStructures['organs'],
  dim: number,
): Required<Told> {
  const count = organParts(organs).length;
  const kinds: Readonly<Record<OrganVitOptions['tell'][number], () => Told>> = {
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
    structures: () => toldStructures(organs, dim),
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
    measure() {
      const each = told.flatMap(({ measure }) => measure?.() ?? []);
      return {
        add: (volume, part) => each.forEach(({ add }) => add(volume, part)),
        values: () => Object.assign({}, ...each.map(({ values }) => values())),
      };
    },
  };
}
