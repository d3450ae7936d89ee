import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { infoNce, sigmoidLoss } from './losses.ts';

beforeAll(() => tf.setBackend('cpu'));

const eye = [1, 0, 0, 1];
const inputs = (cosines: number[], ignore = [0, 0, 0, 0]) => ({
  cosines: tf.tensor2d(cosines, [2, 2]),
  byImage: tf.tensor2d(eye, [2, 2]),
  byText: tf.tensor2d(eye, [2, 2]),
  ignore: tf.tensor2d(ignore, [2, 2]),
  scale: tf.scalar(10),
  bias: tf.scalar(-1),
});

describe('contrastive losses', () => {
  it('InfoNCE is ln n where nothing is told apart, and the textbook value otherwise', () => {
    expect(infoNce(inputs([0.3, 0.3, 0.3, 0.3])).dataSync()[0]).toBeCloseTo(Math.log(2), 5);
    // Every softmax is over (5, 1): −ln(e⁵ / (e⁵ + e¹)).
    expect(infoNce(inputs([0.5, 0.1, 0.1, 0.5])).dataSync()[0]).toBeCloseTo(Math.log(1 + Math.exp(-4)), 5);
  });

  it('InfoNCE leaves unknown pairs out of the softmax', () => {
    expect(infoNce(inputs([0.1, 0.9, 0.9, 0.1], [0, 1, 1, 0])).dataSync()[0]).toBeCloseTo(0, 5);
  });

  it('InfoNCE takes further texts: they are compared with, and count as texts where they hold for an image', () => {
    const further = (holds: readonly number[]) => ({
      ...inputs([0, 0, 0, 0]),
      cosines: tf.tensor2d([0.5, 0.1, 0.2, 0.1, 0.5, 0.3], [2, 3]),
      byImage: tf.tensor2d([1, 0, 0, 0, 1 / (1 + holds[1]), holds[1] / (1 + holds[1])], [2, 3]),
      byText: tf.tensor2d([1, 0, 0, 0, 1, holds[1]], [2, 3]),
      ignore: tf.zeros([2, 3]),
    });
    const log = (own: number, others: readonly number[]) =>
      -Math.log(Math.exp(own) / [own, ...others].reduce((sum, value) => sum + Math.exp(value), 0));
    const images = (log(5, [1, 2]) + log(5, [1, 3])) / 2;
    expect(infoNce(further([0, 0])).dataSync()[0]).toBeCloseTo((images + log(5, [1])) / 2, 5);
    const both = (log(5, [1, 2]) + (log(5, [1, 3]) + log(3, [1, 5])) / 2) / 2;
    expect(infoNce(further([0, 1])).dataSync()[0]).toBeCloseTo((both + (2 * log(5, [1]) + log(3, [2])) / 3) / 2, 5);
  });

  it('the sigmoid loss is the sum of independent logistic losses over n', () => {
    const logistic = (margin: number) => Math.log(1 + Math.exp(-margin));
    expect(sigmoidLoss(inputs([0.5, 0.1, 0.2, 0.4])).dataSync()[0]).toBeCloseTo(
      (logistic(4) + logistic(-0) + logistic(-1) + logistic(3)) / 2,
      5,
    );
    expect(sigmoidLoss(inputs([0.5, 0.1, 0.2, 0.4], [0, 1, 1, 0])).dataSync()[0]).toBeCloseTo(
      (logistic(4) + logistic(3)) / 2,
      5,
    );
  });
});
