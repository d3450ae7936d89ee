import { tokens, type Token } from '@totalfm/core';
import { definePipeline, defineStage, listSlot, optionalSlot, slot, type Setting } from '../src/index.ts';

const token = (of: Token<unknown>) => of;

/** A setting without any plugin: a list of letters. */
const letters: Setting = {
  description: 'Letters.',
  jsonSchema: () => ({ type: 'array', items: { type: 'string' } }),
  resolve: (written) => written ?? ['a', 'b'],
  views: [
    { token: tokens.Anatomy, of: (value) => ({ organs: (value as string[]).map((organ) => ({ organ })) }) as never },
  ],
};

const cohort = slot(token(tokens.Cohort), { description: 'Exams.' });
const segmenter = slot(token(tokens.Segmenter), { use: 'label-files', description: 'Finds organs.' });
const parser = slot(token(tokens.ReportParser), { use: 'rules', description: 'Reads reports.' });
const pairs = slot(token(tokens.PairMaker), { use: 'organ-pairs', description: 'Makes pairs.' });
const vision = slot(token(tokens.VisionEncoder), { use: 'video-vit', description: 'Sees.' });
const align = slot(token(tokens.Trainer), { use: 'contrastive', description: 'Learns.' });
const pretrain = optionalSlot(token(tokens.Trainer), { description: 'Learns before.' });
const evaluate = listSlot(token(tokens.Evaluator), { use: ['findings', 'organ-lesions'], description: 'Score.' });

export const slots = { cohort, segmenter, parser, pairs, vision, align, pretrain, evaluate };

const nothing = async () => {};
const list = defineStage({
  name: 'list',
  title: 'List',
  uses: { cohort },
  list: async () => ({ exams: [], outcomes: [] }),
  open: () => Promise.reject(new Error('nothing is listed')),
});
const prepare = defineStage({
  name: 'prepare',
  title: 'Prepare',
  uses: { segmenter, parser, pairs, pretrain },
  reads: { list },
  whole: nothing,
});
const learn = defineStage({
  name: 'learn',
  title: 'Learn',
  uses: { vision, align, evaluate },
  reads: { prepare },
  whole: nothing,
});

/** Slots of every kind, for what is asked of experiments: nothing of it ever runs. */
export const tinyPipeline = definePipeline({ stages: [list, prepare, learn], settings: { letters } });
