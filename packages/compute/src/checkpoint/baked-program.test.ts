import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createInference, traceInference } from '../inference-program.ts';
import { gainSpec, weightSpec } from '../ops/parameter-specs.ts';
import { quantizeInt8 } from '../quantize/int8.ts';
import { bakeParameters } from './baked-program.ts';
import { openTensorFiles } from './filed-tensors.ts';
import { namedTensors } from './safetensors.ts';
import { writeTensorFiles } from './tensor-files.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('parameters that become constants', () => {
  const parameters = { weight: weightSpec(3, 2), turned: weightSpec(2, 2), gain: gainSpec(2), unused: gainSpec(5) };
  const values = {
    weight: Float32Array.of(1, -2, 3, 4, 0.5, 6),
    turned: Float32Array.of(1, 2, 0, -1),
    gain: Float32Array.of(10, 1),
    unused: new Float32Array(5),
  };
  const program = traceInference({
    name: 'product',
    parameters,
    inputs: { x: { shape: [1, 3], dtype: 'float32' } },
    run: (p, { x }) => {
      const product = tf.mul(tf.matMul(x as tf.Tensor2D, p.weight as tf.Tensor2D), p.gain);
      return { y: tf.matMul(product as tf.Tensor2D, p.turned as tf.Tensor2D, false, true) };
    },
  });
  const answerOf = async (baked: Awaited<ReturnType<typeof bakeParameters>>) => {
    expect(baked.program.inputs.map(({ name }) => name)).toEqual(['x']);
    const inference = await createInference(baked.program, { threads: 1, constantsFolder: baked.folder });
    await baked.remove();
    const { y } = await inference.run({ x: Float32Array.of(1, 2, 4) });
    await inference.dispose();
    return Array.from(y);
  };
  // (1, 2, 4) · W = (9, 30); times the gain (90, 30); against rows (1, 2) and (0, −1).
  const expected = [150, -30];

  it('give the same in the program and in a file, which is gone afterwards', async () => {
    const inside = await bakeParameters(program, values);
    expect(inside.folder).toBeUndefined();
    expect(await answerOf(inside)).toEqual(expected);
    const beside = await bakeParameters(program, values, 0);
    expect(existsSync(beside.folder as string)).toBe(true);
    expect(await answerOf(beside)).toEqual(expected);
    expect(existsSync(beside.folder as string)).toBe(false);
  });

  it('are read from the checkpoint that they lie in, which stays as it is', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'totalfm-baked-'));
    const file = join(dir, 'model.safetensors');
    const tensors = namedTensors(parameters, values);
    for (const shardBytes of [undefined, 30]) {
      await writeTensorFiles(file, tensors, { shardBytes });
      const source = await openTensorFiles(file);
      const filed = await bakeParameters(program, source, 0);
      expect(filed.folder).toBe(dir);
      expect(filed.program.onnx.length).toBeLessThan(program.onnx.length + 400);
      expect(await answerOf(filed)).toEqual(expected);
      expect(await answerOf(await bakeParameters(program, source))).toEqual(expected);
      expect(await source.turned.read()).toEqual(values.turned);
    }
    await rm(dir, { recursive: true });
  });

  it('become integers where products read them, turned ones too', async () => {
    const small = await quantizeInt8(program, { parameters: values });
    expect(small.inputs.map(({ name }) => name)).toEqual(['gain', 'x']);
    const answer = await answerOf(await bakeParameters(small, values));
    answer.forEach((value, index) => expect(Math.abs(value - expected[index])).toBeLessThan(3));
    expect(answer).not.toEqual(expected);
  });
});
