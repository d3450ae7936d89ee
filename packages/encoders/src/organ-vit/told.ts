import { organParts, type AnatomyStructures } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { DENSITY_FEATURES, densityFeatures, densityNote } from '../organ-density/density-features.ts';
import { PROMINENCE_FEATURES, prominenceFeatures, prominenceNote } from '../organ-prominence/prominence-features.ts';
import type { OrganVitOptions } from './options.ts';
import { toldNumbers } from './told-numbers.ts';
import { toldStructures } from './told-structures.ts';
import type { Told } from './what-is-told.ts';

/** All of what is to be told, as one. */
export function createTold(tell: OrganVitOptions['tell'], organs: AnatomyStructures['organs'], dim: number): Told {
  const organOf = organParts(organs).map((part) => organs.findIndex(({ organ }) => organ === part.organ));
  const kinds: Readonly<Record<OrganVitOptions['tell'][number], () => Told>> = {
    density: () =>
      toldNumbers('density', { organOf, dim, width: DENSITY_FEATURES, of: densityFeatures, note: densityNote }),
    prominence: () =>
      toldNumbers('prominence', {
        organOf,
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
      const each = told.map(({ measure }) => measure());
      return {
        add: (volume, part) => each.forEach(({ add }) => add(volume, part)),
        values: () => Object.assign({}, ...each.map(({ values }) => values())),
      };
    },
  };
}
