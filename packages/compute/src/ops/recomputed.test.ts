import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '@totalfm/core';
import { ModelProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { activationBytes } from '../bench/graph-memory.ts';
import { adamw } from '../train/optimizers/index.ts';
import { stepGradients, traceStep, type StepDefinition } from '../train/training-program.ts';
import { createTrainingRun } from '../train/training-run.ts';
import { PARAMETER } from '../train/state-names.ts';
import { initialValues } from '../train/initial-values.ts';
import { transformer, transformerSpecs } from './transformer-block.ts';

beforeAll(() => tf.setBackend('cpu'));

const shape = { dim: 16, depth: 3, heads: 2 };
const batch = 2;
const tokens = 24;

/** A transformer under a learned bias, so that gradients flow to all that a block takes. */
const definition = (recompute: boolean): StepDefinition => ({
  name: 'recomputed',
  parameters: {
    ...transformerSpecs('', shape),
    bias: { shape: [1, shape.heads, 1, tokens], initial: { normal: 1 }, decay: true },
  },
  inputs: { x: { shape: [batch, tokens, shape.dim], dtype: 'float32' } },
  loss: (p, { x }) => ({ loss: tf.mean(tf.square(transformer(p, '', x, { ...shape, bias: p.bias }))) }),
  optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05 }),
  clipNorm: 1,
  recompute,
});

const drawn = (step: number) => {
  const random = createRandom(step);
  return Float32Array.from({ length: batch * tokens * shape.dim }, () => random.normal());
};

describe('blocks that are computed again', () => {
  it('have the same gradients where tfjs runs them at once', () => {
    const own = definition(false);
    const values = initialValues(own.parameters, 3);
    const gradients = (recompute: boolean) =>
      tf.tidy(() => {
        const state = Object.entries(own.parameters).map(([name, spec]) => [
          PARAMETER + name,
          tf.tensor(values[name], [...spec.shape]),
        ]);
        const x = tf.tensor(drawn(1), [batch, tokens, shape.dim]);
        const found = stepGradients(definition(recompute), { ...Object.fromEntries(state), x }).gradients;
        return Object.entries(found).map(([name, gradient]) => [name, Array.from(gradient.dataSync())]);
      });
    expect(gradients(true)).toEqual(gradients(false));
  });

  it('are trained to the same bytes', async () => {
    const train = async (recompute: boolean) => {
      const run = await createTrainingRun({ definition: definition(recompute), seed: 1, threads: 1 });
      for (let step = 0; step < 3; step++) await run.train([{ x: drawn(step) }], 1e-2);
      const parameters = await run.parameters();
      await run.dispose();
      return parameters;
    };
    expect(await train(true)).toEqual(await train(false));
  });

  it('keep a fraction for the backward pass, and ONNX Runtime does not merge them with the first ones', async () => {
    const [kept, again] = [traceStep(definition(false)), traceStep(definition(true))];
    expect(activationBytes(again)).toBeLessThan(0.25 * activationBytes(kept));
    // Two norms and a GELU a block, each twice, and the last norm.
    expect(await optimizedCount(again.onnx, 'LayerNormalization')).toBe(2 * 2 * shape.depth + 1);
    expect(await optimizedCount(again.onnx, 'Gelu')).toBeGreaterThanOrEqual(shape.depth);
    expect(await optimizedCount(kept.onnx, 'LayerNormalization')).toBe(2 * shape.depth + 1);
  });
});

/** How many nodes of an operator ONNX Runtime runs. */
async function optimizedCount(onnx: Uint8Array, op: string): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-optimized-'));
  try {
    const file = join(dir, 'model.onnx');
    const options = { graphOptimizationLevel: 'all', optimizedModelFilePath: file, logSeverityLevel: 3 } as const;
    await (await ort.InferenceSession.create(onnx, options)).release();
    const model = fromBinary(ModelProtoSchema, await readFile(file));
    return model.graph?.node.filter(({ opType }) => opType === op).length ?? 0;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
