import { initialValues } from '@totalfm/compute';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from './decoder.ts';
import { reconstructionLoss } from './reconstruction-loss.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('what is rebuilt', () => {
  const [predicted, targets] = [
    tf.randomNormal([4, 3, 8], 0, 1, 'float32', 1),
    tf.randomUniform([4, 3, 8], 0, 1, 'float32', 2),
  ];
  const present = tf.tensor2d([1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0], [4, 3]);
  const lossOf = (...parts: tf.Tensor[]) =>
    reconstructionLoss(...(parts as [tf.Tensor, tf.Tensor, tf.Tensor])).dataSync()[0];

  it('is patches that there are: what stands in the room of others counts for nothing', () => {
    const absent = tf.reshape(tf.sub(1, present), [4, 3, 1]);
    const loss = lossOf(predicted, targets, present);
    expect(lossOf(tf.add(predicted, tf.mul(absent, 7)), targets, present)).toBeCloseTo(loss, 6);
    expect(lossOf(tf.add(predicted, 7), targets, present)).toBeGreaterThan(loss + 1);
    expect(lossOf(predicted, targets, tf.zerosLike(present))).toBe(0);
  });

  it('counts each volume the same, so that parts of a batch add up', () => {
    const halves = [0, 2].map((from) =>
      lossOf(...[predicted, targets, present].map((all) => tf.slice(all, [from], [2]))),
    );
    expect((halves[0] + halves[1]) / 2).toBeCloseTo(lossOf(predicted, targets, present), 6);
  });

  it('is told by tokens that there are, and by where they lie', () => {
    const decoder = createDecoder({ tokenWidth: 6, placeLength: 3, patchLength: 8 }, { dim: 8, depth: 1, heads: 2 });
    const values = initialValues(decoder.parameters, 1);
    const p = Object.fromEntries(
      Object.entries(decoder.parameters).map(([name, { shape }]) => [name, tf.tensor(values[name], [...shape])]),
    );
    const [encoded, places] = [
      tf.randomNormal([1, 2, 6], 0, 1, 'float32', 3),
      tf.randomNormal([1, 5, 3], 0, 1, 'float32', 4),
    ];
    const there = tf.tensor2d([[1, 0, 1, 1, 0]]);
    const predict = (seen: tf.Tensor, where = places) =>
      [...decoder.predict(p, { encoded: seen, places: where, present: there }).dataSync()].slice(0, 16);
    const change = (token: number) => tf.mul(tf.oneHot(tf.tensor1d([token], 'int32'), 2), 3).reshape([1, 2, 1]);
    const before = predict(encoded);
    expect(predict(tf.add(encoded, change(1)))).toEqual(before);
    expect(predict(tf.add(encoded, change(0)))).not.toEqual(before);
    expect(before.slice(0, 8)).not.toEqual(before.slice(8));
    expect(predict(encoded, tf.zerosLike(places)).slice(0, 8)).toEqual(predict(encoded, tf.zerosLike(places)).slice(8));
  });
});
