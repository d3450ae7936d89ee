import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createStepEngine } from '../step-engine.ts';
import { traceStepPrograms } from '../step-programs.ts';
import type { StepDefinition } from '../training-program.ts';
import { createTrainingRun } from '../training-run.ts';
import { adamw, sgd, type Optimizer } from './index.ts';

beforeAll(() => tf.setBackend('cpu'));

const expectClose = (actual: Float32Array, expected: readonly number[]) => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(actual[i] - value)).toBeLessThan(1e-5));
};

interface Vector {
  readonly optimizer: Optimizer;
  /** λ of ONNX's `norm_coefficient`: it adds λ θ to the gradient. */
  readonly norm: number;
  readonly x: readonly number[];
  readonly gradient: readonly number[];
  readonly slots: Readonly<Record<string, readonly number[]>>;
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

const adam = (beta1: number, beta2: number, epsilon: number) => adamw({ beta1, beta2, epsilon, weightDecay: 0 });
const momentum = (nesterov = false) => sgd({ momentum: 0.95, nesterov, weightDecay: 0 });

/**
 * Node tests of `ai.onnx.preview.training` in onnx 1.12.0, rate 0.1, T = 0 (`onnx.backend.test.case.node.adam` and `.momentum`,
 * run with `expect` replaced by `print`; those of several tensors as one vector). At T = 0 Adam corrects no bias.
 * `test_adam_multiple` computes its values with ε = 0.01, though its node does not give it.
 */
const onnxVectors: Readonly<Record<string, Vector>> = {
  test_adam: {
    optimizer: adam(0.95, 0.1, 1e-7),
    norm: 0.001,
    x: [1.2, 2.8],
    gradient: [-0.94, -2.5],
    slots: { mean: [1.7, 3.6], square: [0.1, 0.1] },
    expected: {
      'parameter:x': [1.025036334991455, 2.6610326766967773],
      'mean:x': [1.568060040473938, 3.295139789581299],
      'square:x': [0.8032107949256897, 5.622406959533691],
    },
  },
  test_adam_multiple: {
    optimizer: adam(0.95, 0.85, 1e-2),
    norm: 0.001,
    x: [1, 1, 2],
    gradient: [-1, -1, -3],
    slots: { mean: [2, 4, 1], square: [0.5, 1, 10] },
    expected: {
      'parameter:x': [0.7591362595558167, 0.628652811050415, 1.9745852947235107],
      'mean:x': [1.8500499725341797, 3.7500500679016113, 0.8000999689102173],
      'square:x': [0.5747001767158508, 0.9997001886367798, 9.848200798034668],
    },
  },
  test_momentum: {
    optimizer: momentum(),
    norm: 0.001,
    x: [1.2, 2.8],
    gradient: [-0.94, -2.5],
    slots: { velocity: [1.7, 3.6] },
    expected: {
      'parameter:x': [1.1323800086975098, 2.7077200412750244],
      'velocity:x': [0.6762000322341919, 0.922799825668335],
    },
  },
  test_momentum_multiple: {
    optimizer: momentum(),
    norm: 0.001,
    x: [1, 1, 2],
    gradient: [-1, -1, -3],
    slots: { velocity: [2, 4, 1] },
    expected: {
      'parameter:x': [0.9099000096321106, 0.7199000120162964, 2.2047998905181885],
      'velocity:x': [0.9009999632835388, 2.800999879837036, -2.047999858856201],
    },
  },
  test_nesterov_momentum: {
    optimizer: momentum(true),
    norm: 0.01,
    x: [1.2, 2.8],
    gradient: [-0.94, -2.5],
    slots: { velocity: [1.7, 3.6] },
    expected: {
      'parameter:x': [1.2275350093841553, 2.9571399688720703],
      'velocity:x': [0.687000036239624, 0.9479999542236328],
    },
  },
};

describe('ONNX’s own test vectors', () => {
  it.each(Object.keys(onnxVectors))('%s', async (name) => {
    const { optimizer, norm, x, gradient, slots, expected } = onnxVectors[name];
    const shape = [x.length];
    const definition: StepDefinition = {
      name,
      optimizer,
      clipNorm: 1e9,
      parameters: { x: { shape, initial: { constant: 0 }, decay: false } },
      inputs: { gradient: { shape, dtype: 'float32' } },
      loss: (p, { gradient: given }) => ({
        loss: tf.add(tf.sum(tf.mul(p.x, given)), tf.mul(tf.sum(tf.square(p.x)), norm / 2)),
      }),
    };
    const state = Object.fromEntries(
      Object.entries({ parameter: x, ...slots }).map(([slot, values]) => [
        `${slot}:x`,
        { shape, data: Float32Array.from(values) },
      ]),
    );
    const engine = await createStepEngine({ programs: traceStepPrograms(definition), state, threads: 1 });
    await engine.run([
      {
        batches: [{ gradient: Float32Array.from(gradient) }],
        scalars: { learningRate: 0.1, correction1: 1, correction2: 1 },
      },
    ]);
    const after = await engine.state();
    for (const [key, values] of Object.entries(expected)) expectClose(after[key].data, values);
    await engine.dispose();
  });
});

/**
 * Five steps of PyTorch 1.13.0 (Debian's python3-torch), one thread, rate 0.02, on loss = mean((x w + b − y)²) with
 * x = sin(0…11) as [4, 3], y = cos(0…7) as [4, 2], w = (0…5) / 4 − 0.5 as [3, 2], b = (0.25, −0.75), after
 * `clip_grad_norm_([w, b], 0.5)`: the last loss and norm, and the parameters after it. AdamW decays w alone, by 0.1.
 */
const torchRuns = {
  AdamW: {
    optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 }),
    loss: 1.1566989421844482,
    norm: 1.2078403234481812,
    w: [
      -0.39535558223724365, -0.1478479951620102, -0.0992821529507637, 0.14817768335342407, 0.39556023478507996,
      0.6430422067642212,
    ],
    b: [0.2541053593158722, -0.6498593688011169],
  },
  'SGD, momentum 0.9': {
    optimizer: sgd({ momentum: 0.9, weightDecay: 0 }),
    loss: 1.2910645008087158,
    norm: 1.345417857170105,
    w: [
      -0.4773637354373932, -0.22486631572246552, -0.03224930912256241, 0.21610461175441742, 0.4425150454044342,
      0.6882387399673462,
    ],
    b: [0.2512853443622589, -0.6674008965492249],
  },
  'SGD, momentum 0.9, Nesterov': {
    optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 0 }),
    loss: 1.250022053718567,
    norm: 1.3067948818206787,
    w: [
      -0.4708409011363983, -0.21770350635051727, -0.04101160541176796, 0.20684705674648285, 0.4265235662460327,
      0.671072244644165,
    ],
    b: [0.2516375482082367, -0.6439172625541687],
  },
} as const;

describe('PyTorch’s optimisers', () => {
  it.each(Object.keys(torchRuns) as (keyof typeof torchRuns)[])('%s', async (name) => {
    const { optimizer, loss, norm, w, b } = torchRuns[name];
    const definition: StepDefinition = {
      name: 'torch',
      optimizer,
      clipNorm: 0.5,
      parameters: {
        w: { shape: [3, 2], initial: { constant: 0 }, decay: true },
        b: { shape: [2], initial: { constant: 0 }, decay: false },
      },
      inputs: { x: { shape: [4, 3], dtype: 'float32' }, y: { shape: [4, 2], dtype: 'float32' } },
      loss: (p, { x, y }) => ({
        loss: tf.mean(tf.squaredDifference(tf.add(tf.matMul(x as tf.Tensor2D, p.w as tf.Tensor2D), p.b), y)),
      }),
    };
    const run = await createTrainingRun({
      definition,
      seed: 1,
      threads: 1,
      from: { w: Float32Array.from({ length: 6 }, (_, i) => i / 4 - 0.5), b: Float32Array.of(0.25, -0.75) },
    });
    let last = { loss: NaN, gradientNorm: NaN } as Readonly<Record<string, number>>;
    for (let step = 0; step < 5; step++)
      last = await run.train(
        [
          {
            x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
            y: Float32Array.from({ length: 8 }, (_, i) => Math.cos(i)),
          },
        ],
        0.02,
      );
    const parameters = await run.parameters();
    expectClose(Float32Array.of(last.loss, last.gradientNorm), [loss, norm]);
    expectClose(parameters.w, w);
    expectClose(parameters.b, b);
    await run.dispose();
  });
});
