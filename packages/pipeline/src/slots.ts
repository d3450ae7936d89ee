import { tokens } from '@totalfm/core';
import { listSlot, optionalListSlot, optionalSlot, slot } from '@totalfm/runtime';

/** What an experiment can exchange, and the components that stand there by default. */
export const cohort = slot(tokens.Cohort, { description: 'Where exams come from.' });
export const segmenter = slot(tokens.Segmenter, { use: 'label-files', description: 'Finds the organs.' });
export const cutter = slot(tokens.VolumeCutter, {
  use: 'organ-volumes',
  description: 'Cuts organ volumes out of CTs.',
  trained: true,
});
export const volumeStore = slot(tokens.VolumeStore, {
  use: 'webdataset',
  description: 'Keeps organ volumes in few large files.',
});
export const parser = slot(tokens.ReportParser, {
  use: 'rules',
  description: 'Splits reports into findings by organ.',
});
export const pairs = slot(tokens.PairMaker, {
  use: 'organ-pairs',
  description: 'Joins organ volumes with what reports say of them.',
});
export const pairStore = slot(tokens.PairStore, { use: 'parquet', description: 'Keeps the table of pairs.' });
export const vision = slot(tokens.VisionEncoder, { use: 'video-vit', description: 'Organ volumes to vectors.' });
export const text = slot(tokens.TextEncoder, { use: 'transformer', description: 'Texts to vectors.' });
export const pretrain = optionalSlot(tokens.Pretrainer, {
  description: 'Pretraining of the vision encoder; false or absent: none.',
});
export const align = slot(tokens.Trainer, {
  use: 'contrastive',
  description: 'Brings volumes and texts into one space.',
});
export const language = slot(tokens.LanguageModel, { use: 'llama', description: 'What writes: tokens to tokens.' });
export const generate = optionalListSlot(tokens.ReportGenerator, {
  description: 'What writes of organ volumes; the first is compared with the others. None: no reports.',
});
export const compose = slot(tokens.ReportComposer, {
  use: 'organ-by-organ',
  description: 'Checks what is written of organs, and makes a report of it.',
});
export const embedder = slot(tokens.EmbedderLoader, {
  use: 'checkpoint',
  description: 'Opens the trained checkpoint.',
});
export const evaluate = listSlot(tokens.Evaluator, {
  use: ['findings', 'organ-lesions'],
  description: 'Evaluators, in order.',
});
