import * as tf from '@tensorflow/tfjs';
import type { ParameterSpecs } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { linear } from '../../ops/linear.ts';
import { createLora } from '../../ops/lora.ts';
import { createTrainingRun } from '../training-run.ts';
import type { StepDefinition } from '../training-program.ts';
import { adamw, lamb, layerwiseRates, lion, sgd, type Optimizer } from './index.ts';

beforeAll(() => tf.setBackend('cpu'));

/** A loss whose gradient is fed: Σ g θ. */
const definitionOf = (optimizer: Optimizer, more: Partial<StepDefinition> = {}): StepDefinition => ({
  name: 'reference',
  parameters: { theta: { shape: [3], initial: { constant: 0 }, decay: true } },
  inputs: { g: { shape: [3], dtype: 'float32' } },
  loss: ({ theta }, { g }) => ({ loss: tf.sum(tf.mul(theta, g)) }),
  optimizer,
  clipNorm: 1e9,
  ...more,
});

const start = [0.5, -1.25, 2];
const gradients = [
  [0.1, -0.2, 0.3],
  [-0.4, 0.05, 0.2],
  [0.3, 0.3, -0.1],
];

/** Reference updates on plain numbers, each written out from its paper. */
const references: Readonly<
  Record<
    string,
    {
      optimizer: Optimizer;
      update: (state: { theta: number[]; m: number[]; v: number[] }, g: number[], t: number) => number[];
    }
  >
> = {
  adamw: {
    optimizer: adamw({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 }),
    update: ({ theta, m, v }, g, t) =>
      theta.map((x, i) => {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2;
        return x - 0.01 * 0.1 * x - (0.01 * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8);
      }),
  },
  lion: {
    optimizer: lion({ beta1: 0.9, beta2: 0.99, weightDecay: 0.1 }),
    update: ({ theta, m }, g) =>
      theta.map((x, i) => {
        const direction = Math.sign(0.9 * m[i] + 0.1 * g[i]);
        m[i] = 0.99 * m[i] + 0.01 * g[i];
        return x - 0.01 * (direction + 0.1 * x);
      }),
  },
  sgd: {
    optimizer: sgd({ momentum: 0.9, weightDecay: 0 }),
    update: ({ theta, m }, g) => theta.map((x, i) => x - 0.01 * (m[i] = 0.9 * m[i] + g[i])),
  },
  nesterov: {
    optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 0 }),
    update: ({ theta, m }, g) => theta.map((x, i) => x - 0.01 * (g[i] + 0.9 * (m[i] = 0.9 * m[i] + g[i]))),
  },
  lamb: {
    optimizer: lamb({ beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.1 }),
    update: ({ theta, m, v }, g, t) => {
      const r = theta.map((x, i) => {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2;
        return m[i] / (1 - 0.9 ** t) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-6) + 0.1 * x;
      });
      return theta.map((x, i) => x - 0.01 * (Math.hypot(...theta) / Math.hypot(...r)) * r[i]);
    },
  },
};

describe('optimisers', () => {
  it.each(Object.keys(references))('%s updates as its paper says', async (name) => {
    const { optimizer, update } = references[name];
    const run = await createTrainingRun({
      definition: definitionOf(optimizer),
      seed: 1,
      threads: 1,
      from: { theta: Float32Array.from(start) },
    });
    const state = { theta: start, m: [0, 0, 0], v: [0, 0, 0] };
    for (const [index, g] of gradients.entries()) {
      await run.train([{ g: Float32Array.from(g) }], 0.01);
      state.theta = update(state, g, index + 1);
    }
    const { theta } = await run.parameters();
    state.theta.forEach((expected, i) => expect(Math.abs(theta[i] - expected)).toBeLessThan(1e-5));
  });

  it('clip the gradients of all parameters together', async () => {
    const plain = await createTrainingRun({
      definition: definitionOf(sgd({ momentum: 0, weightDecay: 0 }), { clipNorm: 0.5 }),
      seed: 1,
      threads: 1,
    });
    const { gradientNorm } = await plain.train([{ g: Float32Array.of(3, 4, 0) }], 1);
    expect(gradientNorm).toBeCloseTo(5, 5);
    expect([...(await plain.parameters()).theta]).toEqual([expect.closeTo(-0.3, 5), expect.closeTo(-0.4, 5), 0]);
  });
});

const net: ParameterSpecs = {
  'block0/weight': { shape: [4, 4], initial: { normal: 0.5 }, decay: true },
  'block1/weight': { shape: [4, 4], initial: { normal: 0.5 }, decay: true },
  'head/bias': { shape: [4], initial: { constant: 0.1 }, decay: false },
};
const netDefinition = (more: Partial<StepDefinition>): StepDefinition => ({
  name: 'net',
  parameters: net,
  inputs: { x: { shape: [5, 4], dtype: 'float32' } },
  optimizer: sgd({ momentum: 0.9, weightDecay: 0.01 }),
  clipNorm: 1e9,
  loss: (p, { x }) => ({
    loss: tf.mean(
      tf.square(tf.add(linear(tf.tanh(linear(x, p['block0/weight'])), p['block1/weight']), p['head/bias'])),
    ),
  }),
  ...more,
});
const batch = (seed = 0) => ({ x: Float32Array.from({ length: 20 }, (_, i) => Math.sin(i + 20 * seed)) });

describe('parameter groups', () => {
  it('leave a frozen parameter as it is, without slots and without a gradient', async () => {
    const definition = netDefinition({ group: (name) => ({ frozen: name.startsWith('block0') }) });
    const run = await createTrainingRun({ definition, seed: 1, threads: 1 });
    const before = await run.parameters();
    await run.train([batch()], 0.1);
    const after = await run.parameters();
    expect(after['block0/weight']).toEqual(before['block0/weight']);
    expect(after['block1/weight']).not.toEqual(before['block1/weight']);
  });

  it('give each layer its rate and decay', async () => {
    const moved = async (more: Partial<StepDefinition>) => {
      const run = await createTrainingRun({ definition: netDefinition(more), seed: 1, threads: 1 });
      const before = await run.parameters();
      await run.train([batch()], 0.1);
      const after = await run.parameters();
      return Object.fromEntries(Object.keys(net).map((name) => [name, after[name][0] - before[name][0]]));
    };
    const plain = await moved({});
    const layered = await moved({
      group: layerwiseRates(2, 0.5, (name) => (name.startsWith('block') ? Number(name[5]) : undefined)),
    });
    expect(layered['block0/weight']).toBeCloseTo(plain['block0/weight'] / 2, 6);
    expect(layered['block1/weight']).toBeCloseTo(plain['block1/weight'], 6);
    expect(layered['head/bias']).toBeCloseTo(plain['head/bias'], 6);
    const undecayed = await moved({ group: () => ({ weightDecay: 0 }) });
    expect(undecayed['block0/weight']).not.toBe(plain['block0/weight']);
    expect(undecayed['head/bias']).toBe(plain['head/bias']);
  });

  it('keep a moving average of what is trained', async () => {
    const run = await createTrainingRun({ definition: netDefinition({ averageDecay: 0.75 }), seed: 1, threads: 1 });
    const before = await run.parameters();
    await run.train([batch()], 0.1);
    const [after, average] = [await run.parameters(), await run.parameters(true)];
    average['block1/weight'].forEach((value, i) =>
      expect(value).toBeCloseTo(0.75 * before['block1/weight'][i] + 0.25 * after['block1/weight'][i], 6),
    );
  });
});

describe('low-rank adapters', () => {
  it('change nothing at the start, and are all that training moves', async () => {
    const lora = createLora(net, { adapts: (name) => name.startsWith('block'), rank: 2, alpha: 4 });
    const base = netDefinition({});
    const definition = netDefinition({
      parameters: lora.parameters,
      group: lora.group,
      loss: (p, inputs) => base.loss(lora.adapt(p), inputs),
    });
    const [plain, run] = [
      await createTrainingRun({ definition: base, seed: 1, threads: 1 }),
      await createTrainingRun({ definition, seed: 1, threads: 1 }),
    ];
    const before = await run.parameters();
    const [own, adapted] = [await plain.train([batch()], 0.1), await run.train([batch()], 0.1)];
    expect(adapted.loss).toBeCloseTo(own.loss, 6);
    const first = await run.train([batch()], 0.1);
    const second = await run.train([batch()], 0.1);
    expect(second.loss).toBeLessThan(first.loss);
    const after = await run.parameters();
    for (const name of Object.keys(net)) expect(after[name]).toEqual(before[name]);
    expect(after['block0/weight/lora/b']).not.toEqual(before['block0/weight/lora/b']);
  });
});
