import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MetricLine, Triple } from '@totalfm/core';
import { readTensorFiles } from '@totalfm/compute';
import {
  createOrganVit,
  createVideoVit,
  organVitOptions,
  transformerText,
  transformerTextOptions,
  videoVitOptions,
} from '@totalfm/encoders';
import { pairReader, storedVolume, testAnatomy, testPairs, volumeReader } from '@totalfm/testing';
import { contrastive, contrastiveOptions, videomae, videomaeOptions } from '@totalfm/trainers';
import { afterAll, describe, expect, it } from 'vitest';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-parts-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const size: Triple = [8, 8, 8];
const vision = createVideoVit(
  videoVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, patch: [4, 4, 4] }),
  size,
  testAnatomy.organs,
);
const organVit = createOrganVit(
  organVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, room: 16, row: 32 }),
  testAnatomy.organs,
);
const schedule = { steps: 4, batch: 6, warmup: 1 };

/** Where a training runs, what it logs, and the parameters that it ends with. */
function place(name: string) {
  const lines: MetricLine[] = [];
  const outDir = join(dir, name);
  return {
    context: {
      seed: 3,
      workDir: join(dir, `${name}-work`),
      outDir,
      metrics: { log: (line: MetricLine) => void lines.push(line) },
      progress: { update() {}, warn() {} },
      anatomy: testAnatomy,
      vision,
    },
    trained: async () => ({ lines, tensors: await readTensorFiles(join(outDir, 'model.safetensors')) }),
  };
}

async function pretrain(name: string, own: object, encoder = vision, volumeSize = size) {
  const options = videomaeOptions.parse({ ...schedule, decoderDim: 16, decoderHeads: 2, ...own });
  const { context, trained } = place(name);
  await (
    await videomae.create({ options, needs: {}, references: {} })
  ).pretrain({
    ...context,
    vision: encoder,
    volumes: volumeReader(testPairs({ exams: 4, size: volumeSize }).map(storedVolume)),
    trainOn: Uint32Array.of(0, 1, 4, 5, 9),
  });
  return trained();
}

/** SGD: Adam would divide rounding errors by themselves where a gradient is 0. */
async function align(name: string, own: object) {
  const optimizer = { use: 'sgd' };
  const options = contrastiveOptions.parse({ ...schedule, organsPerBatch: 2, learningRate: 0.1, optimizer, ...own });
  const { context, trained } = place(name);
  await (
    await contrastive.create({ options, needs: {}, references: {} })
  ).train({
    ...context,
    text: await transformerText.create({
      options: transformerTextOptions.parse({ dim: 16, heads: 2, width: 12, tokens: 12 }),
      needs: {},
      references: {},
    }),
    pairs: pairReader(testPairs({ exams: 12, size })),
  });
  return trained();
}

type Trained = Awaited<ReturnType<typeof align>>;

/** How far two models are apart, as a share of the way that the first has come from `start`. */
function apart(a: Trained, b: Trained, start: Trained): number {
  let [distance, way] = [0, 0];
  for (const [name, { data }] of Object.entries(a.tensors))
    data.forEach((value, i) => {
      distance += (value - b.tensors[name].data[i]) ** 2;
      way += (value - start.tensors[name].data[i]) ** 2;
    });
  return Math.sqrt(distance / way);
}

describe('pretraining in parts', () => {
  it.each([
    ['video-vit', vision, size],
    ['organ-vit', organVit, [20, 17, 9] as Triple],
  ])('two volumes at a time are the step of the whole batch, to rounding: %s', async (name, encoder, volumeSize) => {
    const whole = await pretrain(`${name}-whole`, {}, encoder, volumeSize);
    const parts = await pretrain(`${name}-parts`, { microBatch: 2 }, encoder, volumeSize);
    whole.lines.forEach((line, step) => {
      for (const key of ['loss', 'gradientNorm'])
        expect(Number(parts.lines[step][key]) / Number(line[key])).toBeCloseTo(1, 4);
    });
  });

  it('blocks that are computed again change no byte', async () => {
    const [kept, again] = [await pretrain('kept', {}), await pretrain('again', { recompute: true })];
    expect(again).toEqual(kept);
  });
});

describe('alignment in parts', () => {
  it.each([
    ['info-nce', 'with the finding head', 1],
    ['sigmoid', 'with the finding head', 1],
    ['info-nce', 'without the finding head', 0],
  ])('two pairs at a time are the step of the whole batch, to rounding: %s, %s', async (loss, _, findingLoss) => {
    const name = `${loss}-${findingLoss}`;
    const start = await align(`${name}-start`, { loss, findingLoss, steps: 1, learningRate: 1e-12 });
    const whole = await align(`${name}-whole`, { loss, findingLoss });
    const parts = await align(`${name}-parts`, { loss, findingLoss, microBatch: 2 });
    expect(apart(whole, parts, start)).toBeLessThan(1e-5);
    whole.lines.forEach((line, step) => {
      for (const [key, value] of Object.entries(line))
        if (typeof value === 'number') expect(Number(parts.lines[step][key])).toBeCloseTo(value, 4);
    });
    expect(await align(`${name}-again`, { loss, findingLoss, microBatch: 2, recompute: true })).toEqual(parts);
  });
});
