import * as tf from '@tensorflow/tfjs';
import type { EngineName } from '@totalfm/core';
import { afterEach, describe, expect, it } from 'vitest';
import { useEagerBackend, type EagerBackend } from '../eager-backend.ts';
import { openInference } from '../inference-program.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { initialValues } from './initial-values.ts';
import { sgd } from './optimizers/index.ts';
import { createTrainingRun } from './training-run.ts';
import type { StepDefinition } from './training-program.ts';

const shape = { dim: 8, depth: 1, heads: 2 };
const definition = (batch: number): StepDefinition => ({
  name: 'tiny-transformer',
  parameters: transformerSpecs('', shape),
  inputs: { x: { shape: [batch, 3, 8], dtype: 'float32' } },
  loss: (p, { x }) => ({ loss: tf.mean(tf.square(tf.sub(transformer(p, '', x, shape), 0.5))) }),
  // Adam would divide rounding errors by themselves where a gradient is 0, as that of a key's bias is.
  optimizer: sgd({ momentum: 0.9, weightDecay: 0.1 }),
  clipNorm: 1,
  averageDecay: 0.9,
});
const batchOf = (n: number, seed: number) => ({
  x: Float32Array.from({ length: n * 24 }, (_, i) => Math.sin(i + 100 * seed)),
});

/** Engines whose package is installed here. */
const installed: EagerBackend[] = [];
for (const kind of ['cpu', 'wasm', 'node', 'node-gpu'] as const)
  await useEagerBackend(kind).then(
    () => installed.push(kind),
    () => {},
  );
await tf.setBackend('cpu');
afterEach(() => expect(tf.getBackend()).toBe('cpu'));

async function trainedOn(engine: EngineName, accumulate: number) {
  const run = await createTrainingRun({
    definition: definition(4 / accumulate),
    seed: 1,
    threads: 1,
    engine,
    accumulate,
  });
  const losses: number[] = [];
  for (let step = 0; step < 3; step++)
    losses.push(
      (
        await run.train(
          Array.from({ length: accumulate }, (_, micro) => batchOf(4 / accumulate, step * accumulate + micro)),
          0.01,
        )
      ).loss,
    );
  const result = { losses, parameters: await run.parameters(), average: await run.parameters(true) };
  await run.dispose();
  return result;
}

describe('eager engines', () => {
  it.each(
    installed.flatMap(
      (engine) =>
        [
          [engine, 1],
          [engine, 2],
        ] as const,
    ),
  )('%s trains as the compiled program does, with %i micro-batches', async (engine, accumulate) => {
    const [compiled, eager] = [await trainedOn('onnx', accumulate), await trainedOn(engine, accumulate)];
    eager.losses.forEach((loss, step) => expect(loss).toBeCloseTo(compiled.losses[step], 4));
    for (const name of Object.keys(compiled.parameters)) {
      eager.parameters[name].forEach((value, i) =>
        expect(Math.abs(value - compiled.parameters[name][i])).toBeLessThan(1e-5),
      );
      eager.average[name].forEach((value, i) => expect(Math.abs(value - compiled.average[name][i])).toBeLessThan(1e-5));
    }
  });

  it.each(installed)(
    '%s runs a forward pass as the compiled program does, and leaves nothing behind',
    async (engine) => {
      const { parameters, inputs } = definition(2);
      const forward = {
        name: 'forward',
        parameters,
        values: initialValues(parameters, 1),
        inputs,
        run: (p: Record<string, tf.Tensor>, { x }: Record<string, tf.Tensor>) => ({ y: transformer(p, '', x, shape) }),
      };
      const [compiled, eager] = [
        await openInference(forward, { threads: 1 }),
        await openInference(forward, { engine }),
      ];
      const expected = (await compiled.run(batchOf(2, 1))).y;
      const { numTensors } = tf.memory();
      (await eager.run(batchOf(2, 1))).y.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
      expect(tf.memory().numTensors).toBe(numTensors);
      await eager.dispose();
    },
  );

  it('keeps its state where the loss is not finite', async () => {
    const run = await createTrainingRun({ definition: definition(4), seed: 1, engine: 'cpu' });
    const before = await run.parameters();
    const bad = batchOf(4, 0);
    bad.x[0] = NaN;
    await expect(run.train([bad], 0.01)).rejects.toMatchObject({ code: 'TFM_LOSS_NOT_FINITE' });
    expect(await run.parameters()).toEqual(before);
  });
});
