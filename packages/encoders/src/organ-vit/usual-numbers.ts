import { embeddingLookup } from '@totalfm/compute';
import type { OrganVolume, ParameterSpec, ParameterSpecs, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import type { Measuring } from './what-is-told.ts';

/** What numbers of each part usually are: their means and deviations are measured before training, and trained like all else. */
export interface UsualNumbers {
  readonly parameters: ParameterSpecs;
  /** Numbers [batch, width] of parts [batch] → by how many deviations they differ from what is usual, bounded. */
  deviations(parameters: Tensors, organ: tf.Tensor, numbers: tf.Tensor): tf.Tensor;
  /** `isThere` says whether a volume has the number at a place. Absent: each has all. */
  measure(numbers: NumbersOf, isThere?: (numbers: Float32Array, at: number) => boolean): Measuring;
}

type NumbersOf = (volume: OrganVolume, part: number) => Float32Array;

/** Beyond so many deviations, one number says no more. */
const FARTHEST = 4;

/** Least deviation that is taken for one. */
const LEAST = 0.02;

/** Of `width` numbers for each of `count` parts. Where numbers are all far from 0 and vary little, gradient descent learns little of them. */
export function usualNumbers(name: string, count: number, width: number): UsualNumbers {
  const [centre, stretch] = [`${name}/centre`, `${name}/stretch`];
  const perPart = (constant: number): ParameterSpec => ({ shape: [count, width], initial: { constant }, decay: false });
  return {
    parameters: { [centre]: perPart(0), [stretch]: perPart(1) },
    deviations(p, organ, numbers) {
      const of = (table: string) => embeddingLookup(p[table], organ);
      return tf.clipByValue(tf.mul(tf.sub(numbers, of(centre)), of(stretch)), -FARTHEST, FARTHEST);
    },
    measure(numbers, isThere = () => true) {
      const seen = Array.from({ length: count }, (): Float32Array[] => []);
      return {
        add: (volume, part) => void seen[part].push(numbers(volume, part)),
        values() {
          const values = {
            [centre]: new Float32Array(count * width),
            [stretch]: new Float32Array(count * width).fill(1),
          };
          seen.forEach((volumes, part) => {
            for (let at = 0; at < width; at++) {
              const there = volumes.filter((one) => isThere(one, at)).map((one) => one[at]);
              if (there.length < 2) continue;
              const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
              const square = there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / there.length;
              values[centre][part * width + at] = mean;
              values[stretch][part * width + at] = 1 / Math.max(LEAST, Math.sqrt(square));
            }
          });
          return values;
        },
      };
    },
  };
}
