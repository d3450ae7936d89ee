import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTensorFiles } from '@totalfm/compute';
import { silentMetrics, type ParameterValues } from '@totalfm/core';
import { bertText, bertTextOptions, checkpointLoader, createVideoVit, videoVitOptions } from '@totalfm/encoders';
import { checkpointFiles } from '@totalfm/run-format';
import { pairReader, testAnatomy, testPairs } from '@totalfm/testing';
import { contrastive, contrastiveOptions } from '@totalfm/trainers';
import { afterAll, describe, expect, it } from 'vitest';
import { writeTinyBert } from './support/tiny-bert.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-text-weights-'));
afterAll(() => rm(dir, { recursive: true }));

const size = [8, 8, 8] as const;
const learningRate = 1e-4;

describe('a text encoder of a folder', () => {
  it('begins with its weights where it is trained, and learns from there', async () => {
    const [folder, workDir, outDir] = ['model', 'work', 'out'].map((name) => join(dir, name));
    await writeTinyBert(folder);
    for (const each of [workDir, outDir]) await mkdir(each);
    const text = await bertText.create({
      options: bertTextOptions.parse({ folder, width: 12, tokens: 24, pooling: 'mean' }),
      needs: {},
      references: {},
    });
    const vision = createVideoVit(
      videoVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, patch: [4, 4, 4] }),
      size,
      testAnatomy.organs,
    );
    const steps = { steps: 3, batch: 4, warmup: 1, saveEvery: 2, threads: 1, organsPerBatch: 2, learningRate };
    const trainer = await contrastive.create({ options: contrastiveOptions.parse(steps), needs: {}, references: {} });
    const pairs = testPairs({ exams: 12, size });
    await trainer.train({
      ...{ seed: 1, workDir, outDir, metrics: silentMetrics, progress: { update() {}, warn() {} } },
      ...{ anatomy: testAnatomy, vision, text, pairs: pairReader(pairs) },
    });

    const trained = await readTensorFiles(join(outDir, checkpointFiles.model));
    const loaded = await text.load(await text.train([]));
    const values = (await loaded.values?.()) as ParameterValues;
    const moved = Object.entries(values).map(([name, value]) => {
      const { data } = trained[`text/${name}`];
      return value.reduce((most, each, index) => Math.max(most, Math.abs(each - data[index])), 0);
    });
    // AdamW goes no further a step than its rate, and drawn weights would lie 0.1 away.
    expect(Math.max(...moved)).toBeLessThan(10 * learningRate);
    expect(moved.filter((most) => most > 0).length).toBeGreaterThan(moved.length / 2);

    const needs = { anatomy: testAnatomy, vision, text };
    const options = checkpointLoader.options.parse({ threads: 1 });
    const embedder = await (await checkpointLoader.create({ options, needs, references: {} })).load(outDir);
    const [long, short] = await embedder.embedTexts(['A cyst of the liver, and much more of that.', 'A cyst.']);
    expect([long, short].map((vector) => Math.hypot(...vector))).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4)]);
    await embedder.dispose();
  });
});
