import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { testAnatomy, testPairs } from '@totalfm/testing';
import { encodeSafetensors, initialValues, prefixed } from '@totalfm/compute';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTransformerText,
  transformerText,
  transformerTextOptions,
} from '../transformer-text/transformer-text.ts';
import { createVideoVit, videoVitOptions } from '../video-vit/index.ts';
import { checkpointLoader } from './index.ts';

const size = [8, 8, 8] as const;
const vision = createVideoVit(
  videoVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, patch: [4, 4, 4] }),
  size,
  testAnatomy.organs,
);
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
  const tensors = Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, { shape, data: values[name] }]),
  );
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
    options: { batch: 4, threads: 1, engine: 'onnx', device: 'cpu' },
    needs: { anatomy: testAnatomy, vision, text },
    references: {},
  });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

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
      options: { batch: 4, threads: 1, engine: 'cpu', device: 'cpu' },
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

  it('exports the same vision encoder as ONNX, fed with HU', async () => {
    await loader.exportOnnx(dir, join(dir, 'onnx'));
    const session = await ort.InferenceSession.create(join(dir, 'onnx', 'vision.onnx'));
    const feeds = vision.feeds([volumes[0]]);
    const inputs = vision.inputs(1);
    const outputs = await session.run(
      Object.fromEntries(
        Object.entries(feeds).map(([name, data]) => [
          name,
          data instanceof Int32Array
            ? new ort.Tensor('int32', data, inputs[name].shape)
            : new ort.Tensor('float32', data, inputs[name].shape),
        ]),
      ),
    );
    const embedder = await loader.load(dir);
    const [expected] = await embedder.embedVolumes([volumes[0]]);
    (outputs.embedding.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
    await embedder.dispose();
  });

  it('is refused for other organs, for another architecture, and where a file is missing', async () => {
    const options = { batch: 4, threads: 1, engine: 'onnx', device: 'cpu' } as const;
    const text = await transformerText.create({ options: textOptions, needs: {}, references: {} });
    const fewer = await checkpointLoader.create({
      options,
      needs: { anatomy: { organs: testAnatomy.organs.slice(1) }, vision, text },
      references: {},
    });
    await loader.fit?.(dir);
    await expect(fewer.fit?.(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_ORGANS' });
    await expect(fewer.load(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_ORGANS' });
    const deeper = createVideoVit(
      videoVitOptions.parse({ dim: 24, depth: 2, heads: 2, width: 12, patch: [4, 4, 4] }),
      size,
      testAnatomy.organs,
    );
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
    const pretrained = { ...JSON.parse(manifest.toString()), scale: undefined, bias: undefined };
    await writeFile(join(dir, 'checkpoint.json'), JSON.stringify(pretrained));
    await expect(loader.load(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_NOT_ALIGNED' });
    await rm(join(dir, 'checkpoint.json'));
    await expect(loader.load(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_MISSING' });
    await expect(loader.fit?.(dir)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_MISSING' });
    await writeFile(join(dir, 'checkpoint.json'), manifest);
  });
});
