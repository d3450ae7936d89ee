import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MetricLine, Triple } from '@totalfm/core';
import { readTensorFiles } from '@totalfm/compute';
import { createVideoVit, videoVitOptions } from '@totalfm/encoders';
import { storedVolume, testAnatomy, testPairs, volumeReader } from '@totalfm/testing';
import { videomae, videomaeOptions } from '@totalfm/trainers';
import { afterAll, describe, expect, it } from 'vitest';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-parts-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const size: Triple = [8, 8, 8];
const vision = createVideoVit(
  videoVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, patch: [4, 4, 4] }),
  size,
  testAnatomy.organs,
);

/** What a pretraining logs, and the parameters that it ends with. */
async function pretrain(name: string, own: object) {
  const options = videomaeOptions.parse({ steps: 4, batch: 6, warmup: 1, decoderDim: 16, decoderHeads: 2, ...own });
  const lines: MetricLine[] = [];
  const outDir = join(dir, name);
  await (
    await videomae.create({ options, needs: {}, references: {} })
  ).pretrain({
    seed: 3,
    workDir: join(dir, `${name}-work`),
    outDir,
    metrics: { log: (line) => lines.push(line) },
    progress: { update() {}, warn() {} },
    anatomy: testAnatomy,
    vision,
    volumes: volumeReader(testPairs({ exams: 4, size }).map(storedVolume)),
    trainOn: Uint32Array.of(0, 1, 4, 5, 9),
  });
  return { lines, tensors: await readTensorFiles(join(outDir, 'model.safetensors')) };
}

describe('pretraining in parts', () => {
  it('two volumes at a time are the step of the whole batch, to rounding', async () => {
    const [whole, parts] = [await pretrain('whole', {}), await pretrain('parts', { microBatch: 2 })];
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
