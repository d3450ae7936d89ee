import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { adamw } from './optimizers/index.ts';
import { createTrainingRun } from './training-run.ts';
import type { StepDefinition } from './training-program.ts';

const shape = { dim: 16, depth: 2, heads: 2 };
let traces = 0;
const definition = (target = 0.5): StepDefinition => ({
  name: 'cached',
  parameters: transformerSpecs('', shape),
  inputs: { x: { shape: [2, 5, 16], dtype: 'float32' } },
  clipNorm: 1,
  averageDecay: 0.9,
  optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1 }),
  loss(p, { x }) {
    traces++;
    return { loss: tf.mean(tf.square(tf.sub(transformer(p, '', x, shape), target))) };
  },
});
const batchOf = (seed: number) => ({ x: Float32Array.from({ length: 160 }, (_, i) => Math.sin(i + 100 * seed)) });

let cache: string;
beforeEach(async () => {
  await tf.setBackend('cpu');
  cache = await mkdtemp(join(tmpdir(), 'totalfm-cache-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

async function trained(
  options: { readonly cache?: string; readonly accumulate?: number; readonly stepsPerCall?: number } = {},
  target?: number,
) {
  const { accumulate = 1, stepsPerCall = 1 } = options;
  const run = await createTrainingRun({ definition: definition(target), seed: 1, threads: 2, ...options });
  const atStart = traces;
  const metrics: unknown[] = [];
  for (let call = 0; call < 3; call++) {
    metrics.push(
      await run.trainMany(
        Array.from({ length: stepsPerCall }, (_, step) => ({
          batches: Array.from({ length: accumulate }, (_, micro) => batchOf(10 * call + 3 * step + micro)),
          learningRate: 0.01,
        })),
      ),
    );
  }
  const result = { metrics, parameters: await run.parameters(), average: await run.parameters(true) };
  await run.dispose();
  return { result, atStart };
}

const filesOf = async () => (await readdir(cache)).sort();

describe('a start from the cache', () => {
  it.each([{}, { accumulate: 2 }, { stepsPerCall: 2 }])(
    'gives the same bytes as one without, and traces only when the engine works already: %o',
    async (options) => {
      const { result } = await trained(options);
      const first = await trained({ ...options, cache });
      expect(first.result).toEqual(result);
      expect((await filesOf()).map((file) => extname(file)).sort()).toEqual(
        options.stepsPerCall ? ['.ort', '.programs'] : ['.ort', '.ort', '.ort', '.programs'],
      );
      const before = traces;
      const second = await trained({ ...options, cache });
      expect(second.result).toEqual(result);
      expect([second.atStart - before, traces - before]).toEqual([0, 1]);
    },
  );

  it('does the first step again where the model’s code has changed', async () => {
    await trained({ cache });
    const { result } = await trained({}, 0.25);
    expect((await trained({ cache }, 0.25)).result).toEqual(result);
    const before = traces;
    const again = await trained({ cache }, 0.25);
    expect(again.result).toEqual(result);
    expect(again.atStart).toBe(before);
  });

  it.each(['.ort', '.programs'])('makes a damaged %s anew', async (ending) => {
    const { result } = await trained({ cache });
    const file = join(cache, (await filesOf()).find((name) => name.endsWith(ending)) as string);
    const whole = await readFile(file);
    const flipped = Uint8Array.from(whole, (byte, i) => (i === 1000 ? byte ^ 1 : byte));
    for (const damage of [() => writeFile(file, flipped), () => truncate(file, 100), () => truncate(file, 0)]) {
      await damage();
      expect((await trained({ cache })).result).toEqual(result);
      expect((await readFile(file)).length).toBe(whole.length);
    }
  });

  it('is no matter where the folder cannot be written', async () => {
    const { result } = await trained();
    const file = join(cache, 'file');
    await writeFile(file, '');
    expect((await trained({ cache: join(file, 'below') })).result).toEqual(result);
  });
});
