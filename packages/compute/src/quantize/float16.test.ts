import * as tf from '@tensorflow/tfjs';
import { createRandom, type ParameterSpecs } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromFloat16, toFloat16 } from '../checkpoint/half-floats.ts';
import { createInference, traceInference } from '../inference-program.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { initialValues } from '../train/initial-values.ts';
import { storeFloat16 } from './float16.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('float16', () => {
  it('is what IEEE 754 says: every finite number comes back, others go to the nearest, ties to even', () => {
    const finite = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter(
      (bits) => ((bits >> 10) & 0x1f) !== 31,
    );
    expect(toFloat16(fromFloat16(finite))).toEqual(finite);
    // 1 + 2⁻¹¹ lies between 1 and 1 + 2⁻¹⁰, 1 + 3 · 2⁻¹¹ between that and the next; 2⁻²⁵ between 0 and the least.
    expect(
      toFloat16(
        Float32Array.of(
          1 + 2 ** -11,
          1 + 3 * 2 ** -11,
          2 ** -25,
          3 * 2 ** -25,
          1 + 2 ** -11 + 2 ** -20,
          2047.6 * 2 ** -25,
          65519,
        ),
      ),
    ).toEqual(Uint16Array.of(0x3c00, 0x3c02, 0, 2, 0x3c01, 0x0400, 0x7bff));
    for (const beyond of [65520, -1e9, Infinity, NaN]) expect(toFloat16(Float32Array.of(beyond))).toBeUndefined();
  });

  it('stores a transformer in half the bytes, within a cosine of 0.9999', async () => {
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
    const small = storeFloat16(program);
    expect(small.onnx.length).toBeLessThan(0.55 * program.onnx.length);
    const feeds = { x: Float32Array.from({ length: 4 * 640 }, () => random.normal()) };
    const [plain, half] = [
      await createInference(program, { threads: 1 }),
      await createInference(small, { threads: 1 }),
    ];
    const [a, b] = [(await plain.run(feeds)).y, (await half.run(feeds)).y];
    const dot = (u: Float32Array, v: Float32Array) => u.reduce((sum, value, i) => sum + value * v[i], 0);
    expect(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))).toBeGreaterThan(0.9999);
    expect(a).not.toEqual(b);
  });
});
