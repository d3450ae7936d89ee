import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onnxBackend } from './onnx-backend.ts';
import { registerOnnxBackend } from './register-backend.ts';
import { traceProgram } from './trace-program.ts';

beforeAll(async () => {
  registerOnnxBackend();
  await tf.setBackend('onnx');
});
afterAll(() => tf.setBackend('cpu'));

describe('the lazy backend', () => {
  it('computes nothing before a value is read, and then what it needs and no more', async () => {
    const create = vi.spyOn(ort.InferenceSession, 'create');
    const x = tf.tensor1d([1, 2, 3]);
    const wanted = tf.mul(tf.add(x, 1), 2);
    const bad = tf.mul(tf.exp(x), 3);
    expect(create).not.toHaveBeenCalled();
    expect([...(await wanted.data())]).toEqual([4, 6, 8]);
    expect(create).toHaveBeenCalledTimes(1);
    // What nobody has read is still there.
    expect((await bad.data())[0]).toBeCloseTo(3 * Math.E, 5);
    expect(create).toHaveBeenCalledTimes(2);
    create.mockRestore();
  });

  it('compiles a program once, whatever its values', async () => {
    const create = vi.spyOn(ort.InferenceSession, 'create');
    for (let round = 0; round < 3; round++)
      expect((await tf.sin(tf.tensor1d([round, 1, 2, 3, 4])).data())[0]).toBeCloseTo(Math.sin(round), 6);
    expect(create).toHaveBeenCalledTimes(1);
    create.mockRestore();
  });

  it('trains a tfjs model with a tfjs optimiser, and keeps no more tensors from step to step', async () => {
    const x = tf.tensor2d([
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 0],
    ]);
    const y = tf.tensor2d([[1], [1], [2], [0]]);
    const weights = tf.variable(tf.tensor2d([[0.1], [0.2]]));
    const optimizer = tf.train.sgd(0.3);
    const loss = () => tf.mean(tf.square(tf.sub(tf.matMul(x, weights as unknown as tf.Tensor2D), y))) as tf.Scalar;
    let kept = 0;
    let last = Infinity;
    for (let step = 0; step < 40; step++) {
      const value = optimizer.minimize(loss, true) as tf.Scalar;
      last = (await value.data())[0];
      value.dispose();
      if (step === 5) kept = onnxBackend().numDataIds();
    }
    expect(last).toBeLessThan(1e-3);
    expect(onnxBackend().numDataIds()).toBe(kept);
    // The graph of what is not read yet is that of one update.
    expect(onnxBackend().graph.nodes.length).toBeLessThan(60);
  });

  it('says how to read, and refuses what it does not claim, by name', async () => {
    expect(() => tf.add(tf.scalar(1), 1).dataSync()).toThrow(expect.objectContaining({ code: 'TFM_SYNC_READ' }));
    expect(() => tf.fft(tf.complex([1, 2], [0, 1]))).toThrow(
      expect.objectContaining({ code: 'TFM_TRACE_KERNEL', message: expect.stringContaining('Complex') }),
    );
    expect(() => tf.concat([tf.tensor1d(['a']), tf.tensor1d(['b'])])).toThrow(
      expect.objectContaining({ code: 'TFM_TRACE_KERNEL', message: expect.stringContaining('Concat') }),
    );
  });

  it('keeps what was computed apart from what is traced', async () => {
    const before = tf.add(tf.tensor1d([1, 2]), 1);
    const program = traceProgram('apart', { x: { shape: [2], dtype: 'float32' } }, ({ x }) => ({ y: tf.mul(x, 3) }));
    expect(program.nodeCount).toBe(1);
    expect([...(await before.data())]).toEqual([2, 3]);
  });
});
