import type { Anatomy, Triple } from '@totalfm/core';
import {
  createOrganVit,
  createVideoVit,
  organVitOptions,
  transformerText,
  transformerTextOptions,
  videoVitOptions,
} from '@totalfm/encoders';
import { describePlugin, describePretrainer, describeTrainer } from '@totalfm/testing';
import { contrastive, contrastiveOptions, videomae, videomaeOptions } from '@totalfm/trainers';
import { describe } from 'vitest';
import { loadBuiltIns } from '../src/built-ins.ts';

/** The built-ins are held to what is asked of everybody's plugins; trainers are tried with the encoders here, where both are known. */
for (const plugin of await loadBuiltIns()) describePlugin(plugin);

const schedule = { steps: 6, batch: 4, warmup: 2, saveEvery: 2, threads: 1 };
const parts = {
  size: [8, 8, 8] as Triple,
  vision: ({ organs }: Anatomy, size: Triple) =>
    createVideoVit(videoVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, patch: [4, 4, 4] }), size, organs),
  text: () =>
    transformerText.create({
      options: transformerTextOptions.parse({ dim: 16, heads: 2, width: 12, tokens: 12 }),
      needs: {},
      references: {},
    }),
};

const pretrainer = () =>
  videomae.create({
    options: videomaeOptions.parse({ ...schedule, decoderDim: 16, decoderHeads: 2 }),
    needs: {},
    references: {},
  });
describePretrainer('videomae', { ...parts, make: pretrainer });
describe('of volumes of any size', () =>
  describePretrainer('videomae', {
    size: [20, 17, 9],
    vision: ({ organs }) =>
      createOrganVit(organVitOptions.parse({ dim: 24, depth: 1, heads: 2, width: 12, room: 16, row: 32 }), organs),
    make: pretrainer,
  }));
for (const own of [{}, { batch: 6, microBatch: 2 }])
  describeTrainer('contrastive', {
    ...parts,
    make: () =>
      contrastive.create({
        options: contrastiveOptions.parse({ ...schedule, organsPerBatch: 2, ...own }),
        needs: {},
        references: {},
      }),
  });
