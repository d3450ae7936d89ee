import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createRandom, type ParameterValues } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linear } from '../ops/linear.ts';
import { relu } from '../ops/relu.ts';
import { initialValues } from './initial-values.ts';
import { adamw } from './optimizers/index.ts';
import { createTrainingRun } from './training-run.ts';
import type { StepDefinition } from './training-program.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-training-'));
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const definition = (batch: number): StepDefinition => ({
  name: 'toy',
  parameters: {
    a: { shape: [3, 8], initial: { normal: 0.5 }, decay: true },
    b: { shape: [8], initial: { constant: 0 }, decay: false },
    c: { shape: [8, 1], initial: { normal: 0.5 }, decay: true },
  },
  inputs: { x: { shape: [batch, 3], dtype: 'float32' }, y: { shape: [batch, 1], dtype: 'float32' } },
  loss: (p, { x, y }) => {
    const error = tf.sub(linear(relu(linear(x, p.a, p.b)), p.c), y);
    return { loss: tf.mean(tf.square(error)), meanError: tf.mean(tf.abs(error)) };
  },
  optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 }),
  clipNorm: 0.5,
});

const batchOf = (n: number, seed: number) => {
  const random = createRandom(seed);
  const x = Float32Array.from({ length: 3 * n }, () => random.uniform(-1, 1));
  return { x, y: Float32Array.from({ length: n }, (_, i) => x[3 * i] * x[3 * i + 1]) };
};

/** For arrays that are too long to be compared number by number. */
const digests = (values: ParameterValues) =>
  Object.entries(values).map(([name, value]) => [name, createHash('sha1').update(value).digest('hex')]);

describe('a training run', () => {
  it.each(['onnx', 'cpu'] as const)(
    'goes on from other values that are put in its place, with what its optimiser knows (%s)',
    async (engine) => {
      const [one, other] = await Promise.all(
        [1, 2].map((seed) => createTrainingRun({ definition: definition(8), seed, engine })),
      );
      for (let i = 0; i < 3; i++) for (const run of [one, other]) await run.train([batchOf(8, i)], 0.01);
      // Slots of both are of other gradients: parameters alone are exchanged.
      await other.replace(await one.parameters());
      expect(await other.parameters()).toEqual(await one.parameters());
      for (const run of [one, other]) await run.train([batchOf(8, 3)], 0.01);
      expect(await other.parameters()).not.toEqual(await one.parameters());
      await expect(other.replace({ a: new Float32Array(3) })).rejects.toMatchObject({ code: 'TFM_TRAINING_REPLACED' });
      await expect(other.replace({ z: new Float32Array(3) })).rejects.toMatchObject({ code: 'TFM_TRAINING_REPLACED' });
      for (const run of [one, other]) await run.dispose();
    },
  );

  it('resumes byte for byte', async () => {
    const straight = await createTrainingRun({ definition: definition(8), seed: 1 });
    for (let i = 0; i < 6; i++) await straight.train([batchOf(8, i)], 0.01);
    const first = await createTrainingRun({ definition: definition(8), seed: 1 });
    for (let i = 0; i < 3; i++) await first.train([batchOf(8, i)], 0.01);
    await first.save(dir);
    const second = await createTrainingRun({ definition: definition(8), seed: 99, resumeFrom: dir });
    expect(second.step).toBe(3);
    for (let i = 3; i < 6; i++) await second.train([batchOf(8, i)], 0.01);
    expect(await second.parameters()).toEqual(await straight.parameters());
    const files = await Promise.all(
      [straight, second].map(async (run, i) => {
        await mkdir(join(dir, String(i)));
        await run.save(join(dir, String(i)));
        return readFile(join(dir, String(i), 'training-state.safetensors'));
      }),
    );
    expect(files[0].equals(files[1])).toBe(true);
  });

  it('refuses a state of another model, a broken one, and a folder that is not there', async () => {
    const other = {
      ...definition(8),
      parameters: { ...definition(8).parameters, b: { shape: [9], initial: { constant: 0 }, decay: false } },
    };
    const fewer = { ...definition(8), parameters: { a: definition(8).parameters.a } };
    await expect(createTrainingRun({ definition: other, seed: 1, resumeFrom: dir })).rejects.toMatchObject({
      code: 'TFM_CHECKPOINT_MISMATCH',
      message: expect.stringContaining('[9]'),
    });
    await expect(createTrainingRun({ definition: fewer, seed: 1, resumeFrom: dir })).rejects.toMatchObject({
      code: 'TFM_CHECKPOINT_MISMATCH',
    });
    const broken = join(dir, 'broken');
    await mkdir(broken);
    await writeFile(
      join(broken, 'training-state.safetensors'),
      (await readFile(join(dir, 'training-state.safetensors'))).subarray(0, 900),
    );
    await expect(createTrainingRun({ definition: definition(8), seed: 1, resumeFrom: broken })).rejects.toMatchObject({
      code: 'TFM_CHECKPOINT_CORRUPT',
    });
    const run = await createTrainingRun({ definition: definition(8), seed: 1 });
    await expect(run.save(join(dir, 'nowhere'))).rejects.toMatchObject({
      code: 'TFM_NOT_WRITABLE',
      where: { file: join(dir, 'nowhere', 'training-state.safetensors') },
    });
  });

  it('does several steps in one call, bit for bit those of as many calls', async () => {
    const full = { ...definition(8), averageDecay: 0.9, group: (name: string) => ({ frozen: name === 'b' }) };
    const one = await createTrainingRun({ definition: full, seed: 1 });
    const three = await createTrainingRun({ definition: full, seed: 1, stepsPerCall: 3 });
    for (let call = 0; call < 2; call++) {
      const seeds = [0, 1, 2].map((i) => 3 * call + i);
      const together = await three.trainMany(
        seeds.map((seed) => ({ batches: [batchOf(8, seed)], learningRate: 0.01 * (seed + 1) })),
      );
      for (const [index, seed] of seeds.entries())
        expect(together[index]).toEqual(await one.train([batchOf(8, seed)], 0.01 * (seed + 1)));
    }
    expect(three.step).toBe(6);
    expect(await three.parameters()).toEqual(await one.parameters());
    expect(await three.parameters(true)).toEqual(await one.parameters(true));
    await expect(three.train([batchOf(8, 0)], 0.01)).rejects.toMatchObject({ code: 'TFM_TRAINING_BATCHES' });
  });

  it('updates large parameters one at a time and small ones in slabs, bit for bit as all in one program', async () => {
    const large: StepDefinition = {
      ...definition(8),
      averageDecay: 0.9,
      parameters: {
        in: { shape: [3, 2 ** 16], initial: { normal: 0.1 }, decay: true },
        ...Object.fromEntries(
          ['bias', 'shift', 'offset'].map((name) => [
            name,
            { shape: [2 ** 16], initial: { normal: 0.1 }, decay: false },
          ]),
        ),
        out: { shape: [2 ** 16, 3], initial: { normal: 0.1 }, decay: true },
        slow: { shape: [2 ** 16, 3], initial: { normal: 0.1 }, decay: true },
      },
      group: (name) => (name === 'slow' ? { rate: 0.1, weightDecay: 0 } : {}),
      inputs: { x: { shape: [4, 3], dtype: 'float32' } },
      loss: (p, { x }) => ({
        loss: tf.mean(
          tf.square(
            tf.sub(
              tf.matMul(
                tf.add(tf.matMul(x as tf.Tensor2D, p.in as tf.Tensor2D), tf.addN([p.bias, p.shift, p.offset])),
                tf.add(p.out, p.slow) as tf.Tensor2D,
              ),
              1,
            ),
          ),
        ),
      }),
    };
    const [apart, together] = [
      await createTrainingRun({ definition: large, seed: 1 }),
      await createTrainingRun({ definition: large, seed: 1, stepsPerCall: 4 }),
    ];
    const steps = () =>
      [0, 1, 2, 3].map((seed) => ({
        batches: [{ x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i + seed)) }],
        learningRate: 0.01,
      }));
    const metrics = await together.trainMany(steps());
    for (const [index, { batches, learningRate }] of steps().entries())
      expect(await apart.train(batches, learningRate)).toEqual(metrics[index]);
    for (const averaged of [false, true])
      expect(digests(await apart.parameters(averaged))).toEqual(digests(await together.parameters(averaged)));
    await Promise.all([apart.dispose(), together.dispose()]);
  });

  it('starts every parameter from a generator of its own name', async () => {
    const { parameters } = definition(8);
    const reordered = {
      ...definition(8),
      parameters: {
        extra: { shape: [5], initial: { normal: 1 }, decay: false },
        c: parameters.c,
        b: parameters.b,
        a: parameters.a,
      },
    };
    const values = initialValues(reordered.parameters, 1);
    expect(initialValues(parameters, 1)).toEqual({ a: values.a, b: values.b, c: values.c });
    expect(initialValues(parameters, 2).a).not.toEqual(values.a);
  });

  it('accumulates to the step of the whole batch', async () => {
    const whole = batchOf(8, 5);
    const half = (from: number) => ({ x: whole.x.slice(3 * from, 3 * from + 12), y: whole.y.slice(from, from + 4) });
    const one = await createTrainingRun({ definition: definition(8), seed: 1 });
    const two = await createTrainingRun({ definition: definition(4), seed: 1, accumulate: 2 });
    const a = await one.train([whole], 0.01);
    const b = await two.train([half(0), half(4)], 0.01);
    expect(b.loss).toBeCloseTo(a.loss, 5);
    expect(b.meanError).toBeCloseTo(a.meanError, 5);
    await expect(two.train([whole], 0.01)).rejects.toMatchObject({ code: 'TFM_TRAINING_BATCHES' });
    expect(b.gradientNorm).toBeCloseTo(a.gradientNorm, 5);
    const [expected, actual] = [await one.parameters(), await two.parameters()];
    for (const name of ['a', 'b', 'c'])
      Array.from(actual[name]).forEach((value, i) => expect(value).toBeCloseTo(expected[name][i], 5));
  });

  it('updates as AdamW is published, clipping and decoupled decay included', async () => {
    const start = await createTrainingRun({ definition: definition(8), seed: 1 });
    const before = Object.fromEntries(
      Object.entries(await start.parameters()).map(([name, data]) => [name, Float64Array.from(data)]),
    );
    const mean: Record<string, Float64Array> = {};
    const square: Record<string, Float64Array> = {};
    for (let step = 1; step <= 3; step++) {
      const { x, y } = batchOf(8, step);
      await start.train([{ x, y }], 0.02);
      // An independent plain-number implementation, its gradient by tfjs's cpu backend.
      const names = Object.keys(before);
      const shapes = definition(8).parameters;
      const gradients = tf.tidy(() =>
        tf
          .grads(
            (...values: tf.Tensor[]) =>
              definition(8).loss(Object.fromEntries(names.map((n, i) => [n, values[i]])), {
                x: tf.tensor2d(x, [8, 3]),
                y: tf.tensor2d(y, [8, 1]),
              }).loss,
          )(names.map((n) => tf.tensor(Array.from(before[n]), [...shapes[n].shape])))
          .map((g) => Array.from(g.dataSync())),
      );
      const norm = Math.sqrt(gradients.flat().reduce((sum, g) => sum + g * g, 0));
      names.forEach((name, index) => {
        mean[name] ??= new Float64Array(before[name].length);
        square[name] ??= new Float64Array(before[name].length);
        before[name].forEach((parameter, i) => {
          const g = gradients[index][i] * Math.min(1, 0.5 / (norm + 1e-6));
          mean[name][i] = 0.9 * mean[name][i] + 0.1 * g;
          square[name][i] = 0.98 * square[name][i] + 0.02 * g * g;
          const update = mean[name][i] / (1 - 0.9 ** step) / (Math.sqrt(square[name][i] / (1 - 0.98 ** step)) + 1e-8);
          before[name][i] = parameter - 0.02 * (update + (shapes[name].decay ? 0.1 : 0) * parameter);
        });
      });
    }
    const after = await start.parameters();
    for (const [name, expected] of Object.entries(before))
      Array.from(after[name]).forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-5));
  });

  it('stops on a loss that is not finite, and says at which step', async () => {
    const run = await createTrainingRun({ definition: definition(8), seed: 1 });
    const bad = batchOf(8, 1);
    bad.y[0] = Infinity;
    await run.train([batchOf(8, 0)], 0.01);
    const before = await run.parameters();
    await expect(run.train([bad], 0.01)).rejects.toMatchObject({
      code: 'TFM_LOSS_NOT_FINITE',
      message: expect.stringMatching(/step 2 .* the input y/s),
    });
    expect(await run.parameters()).toEqual(before);
    expect(run.step).toBe(1);
    // Finite inputs whose square is not: the node is named.
    const huge = batchOf(8, 1);
    huge.y[0] = 1e30;
    const made = { message: expect.stringMatching(/made by Mul#\d+ \(Mul\)/) };
    await expect(run.train([structuredClone(huge)], 0.01)).rejects.toMatchObject(made);
    // Of micro-batches as well, whose sums are not finite by then either.
    const two = await createTrainingRun({ definition: definition(8), seed: 1, accumulate: 2 });
    await expect(two.train([batchOf(8, 0), huge], 0.01)).rejects.toMatchObject(made);
  });
});
