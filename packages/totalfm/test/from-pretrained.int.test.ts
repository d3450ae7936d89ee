import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Triple } from '@totalfm/core';
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
import { afterAll, expect, it } from 'vitest';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-pretrained-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const size: Triple = [16, 16, 8];
const small = { dim: 24, depth: 1, heads: 2, width: 12 };
const schedule = { steps: 1, batch: 6, warmup: 1, threads: 1 };

it.each([
  ['video-vit', createVideoVit(videoVitOptions.parse(small), size, testAnatomy.organs)],
  ['organ-vit', createOrganVit(organVitOptions.parse({ ...small, room: 16, row: 32 }), testAnatomy.organs)],
])(
  'alignment begins where pretraining left the encoder, else with what the encoder measures: %s',
  async (name, vision) => {
    const place = (stage: string) => ({
      ...{
        seed: 3,
        workDir: join(dir, name, `${stage}-work`),
        outDir: join(dir, name, stage),
        anatomy: testAnatomy,
        vision,
      },
      ...{ metrics: { log() {} }, progress: { update() {}, warn() {} } },
    });
    const tensorsOf = (stage: string) => readTensorFiles(join(dir, name, stage, 'model.safetensors'));
    const pretrainer = await videomae.create({
      options: videomaeOptions.parse({ ...schedule, learningRate: 0.01, decoderDim: 16, decoderHeads: 2 }),
      needs: {},
      references: {},
    });
    const volumes = volumeReader(testPairs({ exams: 4, size }).map(storedVolume));
    await pretrainer.pretrain({ ...place('pretrain'), volumes, trainOn: Uint32Array.of(0, 1, 4, 5, 9) });
    const trainer = await contrastive.create({
      options: contrastiveOptions.parse({ ...schedule, organsPerBatch: 2, learningRate: 1e-12 }),
      needs: {},
      references: {},
    });
    const text = await transformerText.create({
      options: transformerTextOptions.parse({ dim: 16, heads: 2, width: 12, tokens: 12 }),
      needs: {},
      references: {},
    });
    const pairs = pairReader(testPairs({ exams: 12, size }));
    await trainer.train({ ...place('align'), text, pairs, from: place('pretrain').outDir });

    const [pretrained, aligned] = [await tensorsOf('pretrain'), await tensorsOf('align')];
    expect(Object.keys(pretrained).sort()).toEqual(
      Object.keys(vision.masked!.parameters)
        .map((one) => `vision/${one}`)
        .sort(),
    );
    for (const [parameter, { data }] of Object.entries(pretrained))
      data.forEach((value, at) => expect(aligned[parameter].data[at], parameter).toBeCloseTo(value, 6));

    await trainer.train({ ...place('scratch'), text, pairs });
    const scratch = await tensorsOf('scratch');
    async function* trainingVolumes() {
      const { length, split, doubted } = pairs.columns;
      for (let row = 0; row < length; row++) if (split[row] === 0 && doubted[row] === 0) yield pairs.volume(row);
    }
    for (const [parameter, values] of Object.entries((await vision.measured?.(trainingVolumes())) ?? {}))
      values.forEach((value, at) => expect(scratch[`vision/${parameter}`].data[at], parameter).toBeCloseTo(value, 3));
  },
);
