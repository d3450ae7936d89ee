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
