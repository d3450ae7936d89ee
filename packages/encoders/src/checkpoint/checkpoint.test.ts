import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Feeds, InputSpecs } from '@totalfm/core';
import * as ort from 'onnxruntime-node';
import { testAnatomy, testPairs } from '@totalfm/testing';
import { encodeSafetensors, initialValues, namedTensors, prefixed } from '@totalfm/compute';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTransformerText,
  transformerText,
  transformerTextOptions,
} from '../transformer-text/transformer-text.ts';
import { createVideoVit, videoVitOptions } from '../video-vit/index.ts';
import { checkpointLoader } from './index.ts';

const size = [8, 8, 8] as const;
const visionOf = (more: object = {}) =>
  createVideoVit(
    videoVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, patch: [4, 4, 4], ...more }),
    size,
    testAnatomy.organs,
  );
const vision = visionOf();
const textOptions = transformerTextOptions.parse({ dim: 16, heads: 2, width: 12, tokens: 12 });
const volumes = testPairs({ exams: 2, size }).map((pair) => pair.volume);
const texts = ['A cyst of the liver.', 'The spleen is normal.'];

let dir: string;
let loader: Awaited<ReturnType<typeof checkpointLoader.create>>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'totalfm-checkpoint-'));
  const text = await transformerText.create({ options: textOptions, needs: {}, references: {} });
  const vocabulary = await text.train(texts);
  const specs = {
    ...prefixed('vision/', vision.parameters),
    ...prefixed('text/', createTransformerText(textOptions, vocabulary).parameters),
  };
  const values = initialValues(specs, 5);
  const tensors = namedTensors(specs, values);
  await writeFile(
    join(dir, 'model.safetensors'),
    encodeSafetensors({ ...tensors, logScale: { shape: [], data: Float32Array.of(Math.log(7)) } }),
  );
  await writeFile(join(dir, 'vocabulary.json'), vocabulary);
  await writeFile(
    join(dir, 'checkpoint.json'),
    JSON.stringify({
      format: 2,
      trainer: 'contrastive',
      organs: testAnatomy.organs.map(({ organ }) => organ),
      seed: 1,
      steps: 1,
      samples: 1,
      parameters: 1,
      scale: 20,
      bias: -3,
    }),
  );
  loader = await checkpointLoader.create({
    options: { batch: 4, threads: 1, engine: 'onnx', device: 'cpu', quantize: 'none' },
    needs: { anatomy: testAnatomy, vision, text },
    references: {},
  });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function runOnnx(file: string, specs: InputSpecs, feeds: Feeds): Promise<number[]> {
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
  const tensors = Object.entries(feeds).map(([name, data]) => {
    const { dtype, shape } = specs[name];
    return [name, new ort.Tensor(dtype as 'int32', data as Int32Array, shape)] as const;
  });
  const { embedding } = await session.run(Object.fromEntries(tensors));
  return Array.from(embedding.data as Float32Array);
}

describe('a checkpoint', () => {
  it('embeds any number of volumes and texts as vectors of length 1, whatever shares their batch', async () => {
    const embedder = await loader.load(dir);
    const many = await embedder.embedVolumes(volumes);
    expect(many).toHaveLength(volumes.length);
    const [alone] = await embedder.embedVolumes([volumes[2]]);
    alone.forEach((value, i) => expect(value).toBeCloseTo(many[2][i], 5));
    for (const vector of [...many, ...(await embedder.embedTexts(texts))])
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    // As the manifest says, whatever the parameters are called.
    expect(embedder).toMatchObject({ scale: 20, bias: -3 });
    await embedder.dispose();
  });

  it('embeds the same on plain JavaScript', async () => {
    const eager = await checkpointLoader.create({
      options: { batch: 4, threads: 1, engine: 'cpu', device: 'cpu', quantize: 'none' },
      needs: {
        anatomy: testAnatomy,
        vision,
        text: await transformerText.create({ options: textOptions, needs: {}, references: {} }),
      },
      references: {},
    });
    const [compiled, plain] = await Promise.all([loader.load(dir), eager.load(dir)]);
    const [expected, actual] = [await compiled.embedVolumes(volumes), await plain.embedVolumes(volumes)];
    actual.forEach((vector, row) => vector.forEach((value, i) => expect(value).toBeCloseTo(expected[row][i], 4)));
    await Promise.all([compiled.dispose(), plain.dispose()]);
  });

  it('embeds with integers where it is told to, to nearly the same vectors', async () => {
    const text = await transformerText.create({ options: textOptions, needs: {}, references: {} });
    const integers = await checkpointLoader.create({
      options: { batch: 4, threads: 1, engine: 'onnx', device: 'cpu', quantize: 'int8' },
      needs: { anatomy: testAnatomy, vision, text },
      references: {},
    });
    const [plain, small] = [await loader.load(dir), await integers.load(dir)];
    const [expected, actual] = [await plain.embedVolumes(volumes), await small.embedVolumes(volumes)];
    expect(actual).not.toEqual(expected);
    actual.forEach((vector, row) =>
      expect(vector.reduce((sum, value, i) => sum + value * expected[row][i], 0)).toBeGreaterThan(0.99),
    );
    await Promise.all([plain.dispose(), small.dispose()]);
  });

  it('embeds organs in the room that each needs, in their order, as the exported file does in the room of all', async () => {
    const organ = visionOf({ tokens: 'organ' });
    const fitted = await checkpointLoader.create({
      options: { batch: 2, threads: 1, engine: 'onnx', device: 'cpu', quantize: 'none' },
      needs: {
        anatomy: testAnatomy,
        vision: organ,
        text: await transformerText.create({ options: textOptions, needs: {}, references: {} }),
      },
      references: {},
    });
    // The first 1 to 8 of 8 patches, half of the volumes the first one alone.
    const some = volumes.map((volume, index) => {
      const patches = index % 2 === 0 ? 1 : index + 3;
      const patchOf = (voxel: number) => ((voxel >> 2) & 1) + 2 * ((voxel >> 5) & 1) + 4 * ((voxel >> 8) & 1);
      return { ...volume, mask: Uint8Array.from(volume.hu, (_, voxel) => Number(patchOf(voxel) < patches)) };
    });
    const rooms = some.map((volume) => organ.fitting?.([volume]).inputs(1).visiblePositions.shape[1]);
    expect(rooms).toEqual([2, 4, 2, 6, 2, 8]);
    const embedder = await fitted.load(dir);
    const together = await embedder.embedVolumes(some);
    const out = join(dir, 'organ-onnx');
    await fitted.exportOnnx(dir, out);
    const exported = await runOnnx(join(out, 'vision.onnx'), organ.inputs(some.length), organ.feeds(some));
    for (const [index, volume] of some.entries()) {
      const [alone] = await embedder.embedVolumes([volume]);
      together[index].forEach((value, at) => {
        expect(value).toBeCloseTo(alone[at], 5);
        expect(value).toBeCloseTo(exported[index * organ.width + at], 5);
      });
    }
    await embedder.dispose();
  });

  it('exports both encoders as ONNX for batches of any size, with what goes in', async () => {
    const out = join(dir, 'onnx');
    await loader.exportOnnx(dir, out);
    const embedder = await loader.load(dir);
    const text = (await transformerText.create({ options: textOptions, needs: {}, references: {} })).load(
      await readFile(join(out, 'vocabulary.json')),
    );
    const close = (actual: number[], expected: readonly Float32Array[]) =>
      expected.flatMap((vector) => Array.from(vector)).forEach((one, at) => expect(actual[at]).toBeCloseTo(one, 5));
    for (const batch of [1, 3, 8]) {
      const some = Array.from({ length: batch }, (_, at) => volumes[at % volumes.length]);
      close(
        await runOnnx(join(out, 'vision.onnx'), vision.inputs(batch), vision.feeds(some)),
        await embedder.embedVolumes(some),
      );
      const words = Array.from({ length: batch }, (_, at) => texts[at % texts.length]);
      const loaded = await text;
      close(
        await runOnnx(join(out, 'text.onnx'), loaded.inputs(batch), loaded.feeds(words)),
        await embedder.embedTexts(words),
      );
    }
    await embedder.dispose();
  });

  it('of vision alone embeds volumes as mean and maximum of their tokens, and no text', async () => {
    const manifest = await readFile(join(dir, 'checkpoint.json'));
    const headless = { ...JSON.parse(manifest.toString()), scale: undefined, bias: undefined };
    await writeFile(join(dir, 'checkpoint.json'), JSON.stringify(headless));
    await loader.fit?.(dir);
    const embedder = await loader.load(dir);
    expect(embedder.width).toBe(48);
    const many = await embedder.embedVolumes(volumes);
    const [alone] = await embedder.embedVolumes([volumes[2]]);
    expect(many).toHaveLength(volumes.length);
    expect(Math.hypot(...alone)).toBeCloseTo(1, 5);
    // A maximum is nowhere below the mean beside it, and volumes differ.
    alone.forEach((value, at) => {
      expect(value).toBeCloseTo(many[2][at], 5);
      if (at < 24) expect(alone[24 + at]).toBeGreaterThanOrEqual(value - 1e-6);
    });
    expect(many[0]).not.toEqual(many[1]);
    await expect(embedder.embedTexts(texts)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_NOT_ALIGNED' });
    await expect(loader.exportOnnx(dir, join(dir, 'none'))).rejects.toMatchObject({
      code: 'TFM_CHECKPOINT_NOT_ALIGNED',
    });
    await embedder.dispose();
    await writeFile(join(dir, 'checkpoint.json'), manifest);
  });

  it('is refused for other organs, for another architecture, and where a file is missing', async () => {
    const options = { batch: 4, threads: 1, engine: 'onnx', device: 'cpu', quantize: 'none' } as const;
    const text = await transformerText.create({ options: textOptions, needs: {}, references: {} });
    const fewer = await checkpointLoader.create({
      options,
      needs: { anatomy: { organs: testAnatomy.organs.slice(1) }, vision, text },
      references: {},
    });
    await loader.fit?.(dir);
    await expect(fewer.fit?.(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_ORGANS' });
    await expect(fewer.load(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_ORGANS' });
    const deeper = visionOf({ depth: 2 });
    const other = await checkpointLoader.create({
      options,
      needs: { anatomy: testAnatomy, vision: deeper, text },
      references: {},
    });
    await expect(other.fit?.(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_MISMATCH' });
    await expect(other.load(dir).then((embedder) => embedder.embedVolumes(volumes))).rejects.toMatchObject({
      code: 'TFM_CHECKPOINT_MISMATCH',
    });
    const manifest = await readFile(join(dir, 'checkpoint.json'));
    await rm(join(dir, 'checkpoint.json'));
    await expect(loader.load(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_MISSING' });
    await expect(loader.fit?.(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_MISSING' });
    await writeFile(join(dir, 'checkpoint.json'), manifest);
  });
});
