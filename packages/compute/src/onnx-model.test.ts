import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { isTotalFmError } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { openOnnxModel } from './onnx-model.ts';
import { traceProgram } from './trace/trace-program.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-onnx-'));
afterAll(() => rm(dir, { recursive: true }));

describe('an ONNX file', () => {
  it('says what it takes and gives, and is run', async () => {
    const file = join(dir, 'twice.onnx');
    const program = traceProgram('twice', { x: { shape: [1, 3], dtype: 'float32' } }, ({ x }) => ({ y: tf.mul(x, 2) }));
    await writeFile(file, program.onnx);
    const model = await openOnnxModel(file, { threads: 1 });
    expect(model.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: [1, 3] }]);
    expect(model.outputs[0].name).toBe('y');
    expect(await model.run(Float32Array.of(1, 2, 3), [1, 3])).toEqual({
      data: Float32Array.of(2, 4, 6),
      shape: [1, 3],
    });
    const wrong = await model.run(Float32Array.of(1, 2), [1, 2]).catch((error: unknown) => error);
    expect(isTotalFmError(wrong) && wrong.code).toBe('TFM_ENGINE_FAILED');
    await model.dispose();
  });

  it('that is none has a code', async () => {
    const file = join(dir, 'text.onnx');
    await writeFile(file, 'text');
    const error = await openOnnxModel(file).catch((cause: unknown) => cause);
    expect(isTotalFmError(error) && error.code).toBe('TFM_MODEL_UNREADABLE');
  });
});
