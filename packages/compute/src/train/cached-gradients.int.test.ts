import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createRandom, type EngineName, type Feeds, type ParameterValues } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddingLookup } from '../ops/embedding-lookup.ts';
import { l2Normalize } from '../ops/l2-normalize.ts';
import { linear } from '../ops/linear.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { initialValues } from './initial-values.ts';
import { sgd } from './optimizers/index.ts';
import { comparing, type StepDefinition } from './training-program.ts';
import { createTrainingRun } from './training-run.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-compared-'));
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const [batch, tokens, width, vocabulary] = [12, 3, 8, 10];
const shape = { dim: width, depth: 1, heads: 2 };

/** Two towers, and a representation that the loss does not read; `scale` is read by the loss alone, `both` by it and by a tower. */
const definition = (own: Partial<StepDefinition> = {}): StepDefinition => ({
  name: 'toy-contrast',
  parameters: {
    ...transformerSpecs('', shape),
    table: { shape: [vocabulary, width], initial: { normal: 1 }, decay: true },
    scale: { shape: [], initial: { constant: 2 }, decay: false },
    both: { shape: [width, width], initial: { normal: 0.5 }, decay: true },
  },
  ...comparing({
    items: {
      x: { shape: [batch, tokens, width], dtype: 'float32' },
      ids: { shape: [batch], dtype: 'int32' },
    },
    represent: (p, { x, ids }) => ({
      images: l2Normalize(tf.mean(transformer(p, '', x, shape), 1)),
      texts: l2Normalize(linear(embeddingLookup(p.table, ids), p.both)),
      unread: tf.mean(linear(x, p.both), 1),
    }),
    inputs: { weights: { shape: [batch, batch], dtype: 'float32' } },
    compare(p, { images, texts, weights }) {
      const cosines = tf.matMul(linear(images, p.both) as tf.Tensor2D, texts as tf.Tensor2D, false, true);
      return { loss: tf.neg(tf.mean(tf.mul(weights, tf.logSoftmax(tf.mul(cosines, p.scale))))), scale: p.scale };
    },
  }),
  // Adam would divide rounding errors by themselves where a gradient is 0, as that of a key's bias is.
  optimizer: sgd({ momentum: 0.9, weightDecay: 0.1 }),
  clipNorm: 1,
  ...own,
});

const batchOf = (seed: number): Feeds => {
  const random = createRandom(seed);
  return {
    x: Float32Array.from({ length: batch * tokens * width }, () => random.normal()),
    ids: Int32Array.from({ length: batch }, () => random.integer(vocabulary)),
    weights: Float32Array.from({ length: batch * batch }, () => random.next()),
  };
};

interface Trained {
  readonly lines: readonly Readonly<Record<string, number>>[];
  readonly parameters: ParameterValues;
}

async function trained(
  parts: number,
  { engine, ...own }: Partial<StepDefinition> & { readonly engine?: EngineName } = {},
): Promise<Trained> {
  const run = await createTrainingRun({ definition: definition(own), seed: 1, threads: 1, engine, parts });
  const lines = [];
  for (let step = 0; step < 4; step++) lines.push(await run.train([batchOf(step)], 0.1));
  const parameters = await run.parameters();
  await run.dispose();
  return { lines, parameters };
}

/** How far two trainings are apart, as a share of the way that the first has come. */
function apart(a: Trained, b: Trained): number {
  const start = initialValues(definition().parameters, 1);
  let [distance, way] = [0, 0];
  for (const [name, values] of Object.entries(a.parameters))
    values.forEach((value, i) => {
      distance += (value - b.parameters[name][i]) ** 2;
      way += (value - start[name][i]) ** 2;
    });
  return Math.sqrt(distance / way);
}

describe('a batch that is compared in parts', () => {
  it.each([
    ['onnx', 2],
    ['onnx', 12],
    ['cpu', 3],
  ] as const)('is the step of the whole batch, to rounding (%s, %i parts)', async (engine, parts) => {
    const [whole, cached] = [await trained(1), await trained(parts, { engine })];
    expect(apart(whole, cached)).toBeLessThan(1e-5);
    whole.lines.forEach((line, step) => {
      expect(Object.keys(cached.lines[step]).sort()).toEqual(Object.keys(line).sort());
      for (const [name, value] of Object.entries(line)) expect(cached.lines[step][name] / value).toBeCloseTo(1, 5);
    });
  });

  it('leaves what is frozen, and computes blocks again to the same bytes', async () => {
    const group = (name: string) => ({ frozen: name === 'table' || name === 'scale' });
    const [whole, cached] = [await trained(1, { group }), await trained(4, { group })];
    expect(apart(whole, cached)).toBeLessThan(1e-5);
    expect(cached.parameters.table).toEqual(whole.parameters.table);
    expect(await trained(4, { group, recompute: true })).toEqual(cached);
  });

  it('resumes byte for byte, also from programs of an earlier start', async () => {
    const straight = await trained(3);
    const start = (cache?: string, resumeFrom?: string) =>
      createTrainingRun({ definition: definition(), seed: 1, threads: 1, parts: 3, cache, resumeFrom });
    const first = await start(dir);
    for (let step = 0; step < 2; step++) await first.train([batchOf(step)], 0.1);
    await first.save(dir);
    await first.dispose();
    const second = await start(dir, dir);
    for (let step = 2; step < 4; step++) await second.train([batchOf(step)], 0.1);
    expect(await second.parameters()).toEqual(straight.parameters);
    await second.dispose();
  });

  it('has codes for what cannot be divided so, and for a batch of another size', async () => {
    const { comparison: _none, ...plain } = definition();
    const code = { code: 'TFM_TRAINING_PARTS' };
    await expect(createTrainingRun({ definition: definition(), seed: 1, parts: 5 })).rejects.toMatchObject(code);
    await expect(createTrainingRun({ definition: plain, seed: 1, parts: 2 })).rejects.toMatchObject(code);
    await expect(
      createTrainingRun({ definition: definition(), seed: 1, parts: 2, accumulate: 2 }),
    ).rejects.toMatchObject(code);
    const run = await createTrainingRun({ definition: definition(), seed: 1, parts: 2 });
    await expect(run.train([{ ...batchOf(1), ids: new Int32Array(6) }], 0.1)).rejects.toMatchObject({
      code: 'TFM_PROGRAM_INPUT',
      where: { option: 'ids' },
    });
    await run.dispose();
  });

  it('refuses a parameter that neither the representations nor the loss depend on', async () => {
    const parameters = { ...definition().parameters, idle: { shape: [2], initial: { constant: 0 }, decay: false } };
    for (const parts of [1, 2])
      await expect(createTrainingRun({ definition: definition({ parameters }), seed: 1, parts })).rejects.toMatchObject(
        {
          code: 'TFM_TRACE_OP',
        },
      );
  });

  it('keeps its state where the loss is not finite, and says where that came from', async () => {
    const run = await createTrainingRun({ definition: definition(), seed: 1, parts: 4 });
    const before = await run.parameters();
    const failed = async (name: string, place: number) => {
      const bad = batchOf(1);
      bad[name][place] = Infinity;
      return run.train([bad], 0.1);
    };
    await expect(failed('x', 200)).rejects.toMatchObject({
      code: 'TFM_LOSS_NOT_FINITE',
      message: expect.stringContaining('the input x'),
    });
    await expect(failed('weights', 3)).rejects.toMatchObject({ message: expect.stringContaining('the input weights') });
    expect(await run.parameters()).toEqual(before);
    await run.dispose();
  });
});
