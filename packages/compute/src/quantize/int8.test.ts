import * as tf from '@tensorflow/tfjs';
import { createRandom, type ParameterSpecs } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createInference, traceInference } from '../inference-program.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { initialValues } from '../train/initial-values.ts';
import { quantizeInt8 } from './int8.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('int8 quantisation', () => {
  const random = createRandom(4);
  const shape = { dim: 64, depth: 2, heads: 4 };
  const parameters: ParameterSpecs = transformerSpecs('', shape);
  const program = traceInference({
    name: 'encoder',
    parameters,
    values: initialValues(parameters, 1),
    inputs: { x: { shape: [4, 10, 64], dtype: 'float32' } },
    run: (p, { x }) => ({ y: transformer(p, '', x, shape) }),
  });
  const feeds = { x: Float32Array.from({ length: 4 * 640 }, () => random.normal()) };

  it('keeps a transformer’s outputs within a cosine of 0.995, in a quarter of the bytes', async () => {
    const small = await quantizeInt8(program);
    expect(small.onnx.length).toBeLessThan(0.35 * program.onnx.length);
    const [plain, integer] = [
      await createInference(program, { threads: 1 }),
      await createInference(small, { threads: 1 }),
    ];
    const [a, b] = [(await plain.run(feeds)).y, (await integer.run(feeds)).y];
    for (let row = 0; row < 40; row++) {
      const dot = (u: Float32Array, v: Float32Array) =>
        u.subarray(64 * row, 64 * row + 64).reduce((sum, value, i) => sum + value * v[64 * row + i], 0);
      expect(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))).toBeGreaterThan(0.995);
    }
    expect(a).not.toEqual(b);
  });

  it('leaves the products alone that it is told to', async () => {
    const untouched = await quantizeInt8(program, { quantizes: () => false });
    const [plain, same] = [
      await createInference(program, { threads: 1 }),
      await createInference(untouched, { threads: 1 }),
    ];
    expect((await same.run(feeds)).y).toEqual((await plain.run(feeds)).y);
    const half = await quantizeInt8(program, { quantizes: (node) => node.startsWith('block0/') });
    expect(half.nodeCount).toBe(program.nodeCount + 4 * 4);
  });
});
