import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleEngine } from '../bench/bundle-engine.ts';
import { adamw } from './optimizers/index.ts';
import { createStepEngine, type EngineSetup } from './step-engine.ts';
import { createThreadedEngine } from './threaded-engine.ts';
import { traceStepPrograms } from './step-programs.ts';
import { comparing, type StepDefinition } from './training-program.ts';
import { initialState } from './training-state.ts';

const { entry, dispose } = await bundleEngine();
afterAll(dispose);

function setup(accumulate = 1, parts = 1): EngineSetup {
  const parameters = { a: { shape: [3, 2], initial: { constant: 0 }, decay: true } };
  const definition: StepDefinition = {
    name: 'toy',
    parameters,
    ...comparing({
      items: { x: { shape: [4, 3], dtype: 'float32' } },
      represent: (p, { x }) => ({ y: tf.matMul(x as tf.Tensor2D, p.a as tf.Tensor2D) }),
      inputs: {},
      compare: (_, { y }) => ({ loss: tf.mean(tf.square(tf.sub(y, 1))) }),
    }),
    clipNorm: 1,
    optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 }),
  };
  return {
    programs: traceStepPrograms(definition, { accumulate, parts }),
    state: initialState(definition, { a: Float32Array.of(1, 2, 3, 4, 5, 6) }),
    threads: 1,
  };
}

const scalars = { learningRate: 0.1, correction1: 2, correction2: 3 };
const batch = (last = 1) => ({ x: Float32Array.from({ length: 12 }, (_, i) => (i === 11 ? last : Math.sin(i))) });

describe('an engine in a thread of its own', () => {
  it.each([
    [1, 1],
    [2, 1],
    [1, 2],
  ])('moves the same bytes as one in this thread, with %i micro-batches of %i parts', async (accumulate, parts) => {
    const here = await createStepEngine(setup(accumulate, parts));
    const there = await createThreadedEngine(setup(accumulate, parts), entry);
    const batches = () => Array.from({ length: accumulate }, (_, i) => batch(i));
    for (let step = 0; step < 3; step++)
      expect(await there.run([{ batches: batches(), scalars }])).toEqual(
        await here.run([{ batches: batches(), scalars }]),
      );
    expect(await there.state()).toEqual(await here.state());
    await Promise.all([here.dispose(), there.dispose()]);
  });

  it('takes batches without a copy, but leaves what shares a buffer alone', async () => {
    const engine = await createThreadedEngine(setup(), entry);
    const pool = new Float32Array(24).fill(1);
    const own = batch();
    await engine.run([{ batches: [own], scalars }]);
    await engine.run([{ batches: [{ x: pool.subarray(12) }], scalars }]);
    expect(own.x.length).toBe(0);
    expect(pool.length).toBe(24);
    await engine.dispose();
  });

  it('keeps its state where a loss is not finite, and its code where a batch is wrong', async () => {
    const engine = await createThreadedEngine(setup(), entry);
    const before = await engine.state();
    expect((await engine.run([{ batches: [batch(Infinity)], scalars }])).metrics[0].loss).not.toBeLessThan(Infinity);
    await expect(engine.run([{ batches: [{ x: new Float32Array(5) }], scalars }])).rejects.toMatchObject({
      code: 'TFM_PROGRAM_INPUT',
      where: { option: 'x' },
    });
    expect(await engine.state()).toEqual(before);
    await engine.dispose();
  });

  it('computes on the CPU where a device is not there, says so, and gives the same', async () => {
    const told: string[] = [];
    const [here, there] = [
      await createThreadedEngine({ ...setup(), device: 'cuda' }, entry, (message) => told.push(message)),
      await createStepEngine(setup()),
    ];
    expect(told.length === 0 || /cuda here .* runs on the CPU/s.test(told[0])).toBe(true);
    const [a, b] = [
      await here.run([{ batches: [batch()], scalars }]),
      await there.run([{ batches: [batch()], scalars }]),
    ];
    expect(a.metrics[0].loss).toBeCloseTo(b.metrics[0].loss, 5);
    await Promise.all([here.dispose(), there.dispose()]);
  });

  it('says so where the thread cannot start', async () => {
    await expect(createThreadedEngine(setup(), new URL('./nowhere.mjs', entry))).rejects.toMatchObject({
      code: 'TFM_ENGINE_FAILED',
    });
  });
});
