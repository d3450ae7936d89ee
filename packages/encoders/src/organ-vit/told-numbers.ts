import { joinArrays, tableSpec } from '@totalfm/compute';
import type { OrganVolume } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { mapByOrgan } from '../map-by-organ.ts';
import { remembered } from './remembered.ts';
import type { Told } from './what-is-told.ts';
import { usualNumbers } from './usual-numbers.ts';

interface Numbers {
  /** The index of its organ, of each part: both sides of a paired organ look alike, and learn together. */
  readonly organOf: readonly number[];
  readonly dim: number;
  readonly width: number;
  readonly note: string;
  of(volume: OrganVolume): readonly number[];
}

/**
 * Numbers of a volume, by a linear map of each organ’s own: what is dense for a lung is not for a liver. They are told as deviations from what is
 * usual of the organ, which is measured before training: where all numbers are far from 0 and vary little, little is learned of them.
 */
export function toldNumbers(name: string, { organOf, dim, width, note, of }: Numbers): Told {
  const numbers = remembered((volume) => Float32Array.from(of(volume)));
  const map = `organ/${name}`;
  const organs = Math.max(...organOf) + 1;
  const usual = usualNumbers(map, organOf.length, width);
  return {
    parameters: { [map]: tableSpec(organs, width * dim, 0.1), ...usual.parameters },
    notes: { [name]: note },
    inputs: (batch) => ({ [name]: { shape: [batch, width], dtype: 'float32' } }),
    feeds: (volumes) => ({ [name]: joinArrays(volumes.map(numbers)) }),
    embed(p, inputs) {
      const ofParts = tf.matMul(tf.oneHot(tf.tensor1d([...organOf], 'int32'), organs), p[map] as tf.Tensor2D);
      return mapByOrgan(ofParts, inputs.organ, usual.deviations(p, inputs.organ, inputs[name]));
    },
    measure: () => usual.measure(numbers),
  };
}
