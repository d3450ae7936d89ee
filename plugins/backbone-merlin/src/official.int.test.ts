import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  encodeSafetensors,
  openInference,
  readWeights,
  toTensors,
  traceProgram,
} from '@totalfm/compute';
import type { ParameterValues, Tensors, Triple } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { createMerlinPhenotypes, createMerlinVision } from './merlin-vision.ts';
import { officialLayer } from './official-names.ts';
import { officialSpecs, readMerlin } from './official-weights.ts';
import { merlinOptions, type MerlinOptions } from './options.ts';
import numbers from './test-support/official-numbers.json' with { type: 'json' };
import {
  floatsOf,
  formulaTensors,
  formulaVolume,
  nearness,
  officialPython,
  startOfficial,
  type OfficialJob,
} from './test-support/official-tower.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-merlin-'));
afterAll(() => rmSync(dir, { recursive: true }));

const size: Triple = [64, 48, 32];
const options = merlinOptions.parse({ depths: [1, 2, 1, 1] });
const file = join(dir, 'merlin.pt');
const heads = ['contrastive', 'phenotypes'] as const;

/** Tensors of the official tower by the names that they have within it. */
const readOfficial = async () =>
  Object.fromEntries(
    Object.entries(await readWeights(file, { only: (name) => !name.endsWith('num_batches_tracked') })).map(
      ([name, { data }]) => [name.replace('encode_image.i3_resnet.', ''), data],
    ),
  );

/** Everything that the tower says of a volume. */
async function outputsOf(values: ParameterValues, of: MerlinOptions) {
  const [vision, phenotypes] = [createMerlinVision(of, size), createMerlinPhenotypes(of, size)];
  const inference = await openInference({
    name: 'merlin',
    parameters: { ...vision.parameters, ...phenotypes.parameters },
    values,
    inputs: vision.inputs(1),
    run: (p, inputs) => ({
      embedding: vision.embed(p, inputs),
      phenotypes: phenotypes.run(p, inputs),
      tokens: (vision.tokens as NonNullable<typeof vision.tokens>).encode(p, inputs),
    }),
  });
  const outputs = await inference.run(vision.feeds([formulaVolume(size)]));
  await inference.dispose();
  return outputs;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];

/** Logarithms of the odds: what the official tower gives, before its sigmoid. */
const logits = (probabilities: Float32Array) => probabilities.map((each) => Math.log(each / (1 - each)));

describe('Merlin on weights that a formula gives', () => {
  it('gives what its official code gave', async () => {
    const small = merlinOptions.parse({ depths: [1, 1, 1, 1] });
    const shapes = Object.entries(officialSpecs(small, heads)).map(([name, { shape }]) => [name, shape] as const);
    const path = join(dir, 'formula.safetensors');
    writeFileSync(path, encodeSafetensors(formulaTensors(Object.fromEntries(shapes))));
    const found = await outputsOf(await readMerlin(path, small, { heads }), small);
    const given = { contrastive: found.embedding, phenotypes: logits(found.phenotypes) };
    for (const head of heads) {
      expect(nearness(given[head], numbers[head]).error).toBeLessThan(1e-4);
      expect(length(given[head]) / numbers[`${head}Length`]).toBeCloseTo(1, 4);
    }
    expect(length(found.tokens) / numbers.mapLength).toBeCloseTo(1, 4);
  });
});

const length = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

describe.skipIf(!officialPython)(
  'Merlin beside its official code (skipped where TOTALFM_TRANSFORMERS_PYTHON has no merlin-vlm and torchvision)',
  () => {
    const official = officialPython === undefined ? undefined : startOfficial(officialPython);
    const run = (job: OfficialJob) => (official as NonNullable<typeof official>).run(job);
    afterAll(() => official?.end());

    it.each([
      ['a small one', options, 'merlin.pt'],
      ['the full one', merlinOptions.parse({}), 'full.pt'],
    ] as const)(
      'gives its vectors, its phenotypes and its feature map: %s',
      async (_, of, name) => {
        await run({ depths: of.depths, size, out: dir, save: join(dir, name) });
        const found = await outputsOf(await readMerlin(join(dir, name), of, { heads }), of);
        const count = found.tokens.length / 2048;
        const map = found.tokens.map((__, i) => found.tokens[(i % count) * 2048 + Math.floor(i / count)]);
        for (const [own, theirs] of [
          [found.embedding, 'contrastive'],
          [logits(found.phenotypes), 'phenotypes'],
          [map, 'map'],
        ] as const) {
          const { cosine, error } = nearness(own, floatsOf(dir, theirs));
          expect(cosine, theirs).toBeGreaterThan(0.99999);
          expect(error, theirs).toBeLessThan(1e-4);
        }
      },
      // PyTorch and the compilation of 118 million weights.
      180_000,
    );

    it('has its gradients, batch norms at rest', async () => {
      await run({ depths: options.depths, size, out: dir, gradients: true, save: file });
      const values = await readMerlin(file, options);
      const { parameters, inputs, feeds, embed } = createMerlinVision(options, size);
      const names = Object.keys(parameters);
      const program = traceProgram(
        'gradients',
        {
          ...inputs(1),
          ...Object.fromEntries(names.map((name) => [name, { shape: parameters[name].shape, dtype: 'float32' }])),
        },
        (given) => {
          const loss = (...tensors: tf.Tensor[]) => {
            const p: Tensors = Object.fromEntries(names.map((name, index) => [name, tensors[index]]));
            return tf.sum(tf.mul(embed(p, given), tf.cos(tf.range(0, 512))));
          };
          const gradients = tf.grads(loss)(names.map((name) => given[name]));
          return Object.fromEntries(names.map((name, index) => [`d ${name}`, gradients[index]]));
        },
      );
      const session = await createSession(program);
      const found = await session.run(toTensors(program, { ...feeds([formulaVolume(size)]), ...values }));
      await session.dispose();
      const state = await readOfficial();
      const layers = names.filter((name) => name.endsWith('/weight') && !name.startsWith('contrastive'));
      const errors: number[] = [];
      for (const name of layers.map((each) => each.slice(0, -'/weight'.length))) {
        const { convolution, norm } = officialLayer(name);
        const [dWeight, dBias] = ['weight', 'bias'].map((part) => found[`d ${name}/${part}`].data as Float32Array);
        const [gain, mean, variance] = ['weight', 'running_mean', 'running_var'].map(
          (part) => state[`${norm}.${part}`],
        );
        const filter = state[`${convolution}.weight`];
        const length = dWeight.length / gain.length;
        const times = filter.length / dWeight.length;
        // By the chain rule through the folding: w' = w · s, bias' = bias − mean · s, s = gain / √(variance + ε).
        const root = variance.map((each) => Math.sqrt(each + 1e-5));
        const ofFilter = filter.map((_, i) => {
          const channel = Math.floor(i / (length * times));
          return (dWeight[channel * length + (i % length)] * gain[channel]) / root[channel];
        });
        const ofGain = gain.map((_, channel) => {
          let sum = 0;
          for (let i = 0; i < length * times; i++)
            sum += dWeight[channel * length + (i % length)] * filter[channel * length * times + i];
          return (sum - dBias[channel] * mean[channel]) / root[channel];
        });
        for (const [own, theirs] of [
          [ofFilter, `${convolution}.weight`],
          [ofGain, `${norm}.weight`],
          [dBias, `${norm}.bias`],
        ] as const) {
          const { error } = nearness(own, floatsOf(dir, `gradient.${theirs}`));
          errors.push(error);
        }
      }
      // One ReLU that is on by a hair changes all before it: PyTorch's own float32 lies 1.4e-3 from its float64 here.
      expect(Math.max(...errors)).toBeLessThan(3e-3);
      expect(median(errors)).toBeLessThan(1e-5);
    });
  },
);
