import * as tf from '@tensorflow/tfjs';
import { adamw, createOptimizer, createTrainingRun, type Optimizer } from '@totalfm/compute';
import { describe, expect, it } from 'vitest';
import { contrastiveOptions } from './contrastive/options.ts';
import { videomaeOptions } from './videomae/index.ts';

/** A plane through points: the least that has a matrix, which decays, and a bias, which does not. */
const points = 8;
async function fit(optimizer: Optimizer, rate: number, steps = 20) {
  const run = await createTrainingRun({
    definition: {
      name: 'plane',
      parameters: {
        weight: { shape: [3, 1], initial: { normal: 0.5 }, decay: true },
        bias: { shape: [1], initial: { constant: 0 }, decay: false },
      },
      inputs: { x: { shape: [points, 3], dtype: 'float32' }, y: { shape: [points, 1], dtype: 'float32' } },
      loss: ({ weight, bias }, { x, y }) => ({
        loss: tf.mean(tf.square(tf.sub(tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias), y))),
      }),
      optimizer,
      clipNorm: 1,
    },
    seed: 3,
    threads: 1,
  });
  const x = Float32Array.from({ length: 3 * points }, (_, index) => Math.sin(7 * index));
  const y = Float32Array.from({ length: points }, (_, row) => x[3 * row] - 2 * x[3 * row + 1] + 0.5);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await run.train([{ x, y }], rate)).loss);
  const { weight, bias } = await run.parameters();
  await run.dispose();
  return { losses, numbers: [...weight, ...bias] };
}

const options = { videomae: videomaeOptions, contrastive: contrastiveOptions };

describe.each(Object.entries(options))('the optimizer of %s', (_name, schema) => {
  const optimizerOf = (optimizer?: object) => schema.parse({ optimizer }).optimizer;

  it.each([
    ['adamw', 0.1],
    ['lion', 0.05],
    ['sgd', 0.1],
    ['lamb', 0.05],
  ])('%s learns', async (use, rate) => {
    const { losses } = await fit(createOptimizer(optimizerOf({ use })), rate);
    expect(losses.at(-1)).toBeLessThan(losses[0] / 2);
  });

  it('takes an option of an optimiser for that optimiser only', () => {
    expect(optimizerOf({ use: 'sgd', momentum: 0.5 })).toEqual({
      use: 'sgd',
      momentum: 0.5,
      nesterov: false,
      weightDecay: 0.05,
    });
    expect(optimizerOf({ weightDecay: 0.2 })).toMatchObject({ use: 'adamw', weightDecay: 0.2 });
    expect(() => optimizerOf({ use: 'lion', epsilon: 1e-8 })).toThrow(/epsilon/);
    expect(() => optimizerOf({ use: 'adam' })).toThrow();
  });
});

it.each([
  ['videomae', 0.95],
  ['contrastive', 0.98],
] as const)('%s trains by default as it always has, bit for bit', async (name, beta2) => {
  const before = adamw({ beta1: 0.9, beta2, epsilon: 1e-8, weightDecay: 0.05 });
  const now = createOptimizer(options[name].parse({}).optimizer);
  expect((await fit(now, 0.1)).numbers).toEqual((await fit(before, 0.1)).numbers);
});
