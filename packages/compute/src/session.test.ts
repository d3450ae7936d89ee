import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { emptyTensor, floatTensor } from './engine-tensors.ts';
import { createSession } from './session.ts';
import { traceProgram } from './trace/trace-program.ts';

const length = 2 ** 22;
const double = (endsAnswer: boolean) =>
  traceProgram(
    'double',
    { x: { shape: [length], dtype: 'float32' } },
    ({ x }) => ({ total: tf.sum(x), doubled: tf.mul(x, 2) }),
    { endsAnswer },
  );
const x = floatTensor(new Float32Array(length).fill(3), [length]);

it.each([true, false])(
  'writes outputs into the arrays that they are given, and copies none where the program ends its answer: %s',
  async (endsAnswer) => {
    const session = await createSession(double(endsAnswer));
    const outputs = Object.fromEntries(session.program.outputs.map((output) => [output.name, emptyTensor(output)]));
    const before = process.memoryUsage().arrayBuffers;
    await session.runInto({ x }, outputs);
    const copied = process.memoryUsage().arrayBuffers - before;
    expect(outputs.total.data[0]).toBe(3 * length);
    expect(outputs.doubled.data[length - 1]).toBe(6);
    if (endsAnswer) expect(copied).toBeLessThan(length);
    // A program that ends its answer can be asked for one all the same.
    expect((await session.run({ x })).doubled.data[1]).toBe(6);
    await session.dispose();
  },
);

it('tells a failure from the end of an answer', async () => {
  const session = await createSession(double(true));
  await expect(session.runInto({ x }, { doubled: floatTensor(new Float32Array(5), [5]) })).rejects.toMatchObject({
    code: 'TFM_ENGINE_FAILED',
  });
  await session.dispose();
});
