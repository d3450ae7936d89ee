import { embeddingLookup, tableSpec } from '@totalfm/compute';
import type { OrganVolume, ParameterSpec } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { joinArrays } from './join-arrays.ts';
import { mapByOrgan } from './map-by-organ.ts';
import { remembered } from './remembered.ts';
import type { Measuring, Told } from './told.ts';

interface Numbers {
  /** Parts of the experiment. */
  readonly count: number;
  readonly dim: number;
  readonly width: number;
  readonly note: string;
  of(volume: OrganVolume): readonly number[];
}

/** Beyond so many deviations, one number says no more. */
const FARTHEST = 4;

/**
 * Numbers of a volume, by a linear map of each organ’s own: what is dense for a lung is not for a liver. They are told as deviations from what is
 * usual of the organ, which is measured before training: where all numbers are far from 0 and vary little, little is learned of them.
 */
export function toldNumbers(name: string, { count, dim, width, note, of }: Numbers): Told {
  const numbers = remembered((volume) => Float32Array.from(of(volume)));
  const [map, centre, stretch] = [`organ/${name}`, `organ/${name}/centre`, `organ/${name}/stretch`];
  const perPart = (constant: number): ParameterSpec => ({
    shape: [count, width],
    initial: { constant },
    decay: false,
  });
  return {
    parameters: { [map]: tableSpec(count, width * dim, 0.1), [centre]: perPart(0), [stretch]: perPart(1) },
    notes: { [name]: note },
    inputs: (batch) => ({ [name]: { shape: [batch, width], dtype: 'float32' } }),
    feeds: (volumes) => ({ [name]: joinArrays(volumes.map(numbers)) }),
    embed(p, inputs) {
      const usual = (table: string) => embeddingLookup(p[table], inputs.organ);
      const deviations = tf.mul(tf.sub(inputs[name], usual(centre)), usual(stretch));
      return mapByOrgan(p[map], inputs.organ, tf.clipByValue(deviations, -FARTHEST, FARTHEST));
    },
    measure: () => measureUsual(count, width, numbers, { centre, stretch }),
  };
}

/** Least deviation that is taken for one. */
const LEAST = 0.02;

/** Mean, and one over the deviation, of each number of each part. */
function measureUsual(
  count: number,
  width: number,
  numbers: (volume: OrganVolume) => Float32Array,
  names: { readonly centre: string; readonly stretch: string },
): Measuring {
  const seen = Array.from({ length: count }, (): Float32Array[] => []);
  return {
    add: (volume, part) => void seen[part].push(numbers(volume)),
    values() {
      const centre = new Float32Array(count * width);
      const stretch = new Float32Array(count * width).fill(1);
      seen.forEach((volumes, part) => {
        for (let at = 0; at < width && volumes.length > 1; at++) {
          const mean = volumes.reduce((sum, values) => sum + values[at], 0) / volumes.length;
          const squares = volumes.reduce((sum, values) => sum + (values[at] - mean) ** 2, 0) / volumes.length;
          centre[part * width + at] = mean;
          stretch[part * width + at] = 1 / Math.max(LEAST, Math.sqrt(squares));
        }
      });
      return { [names.centre]: centre, [names.stretch]: stretch };
    },
  };
}
