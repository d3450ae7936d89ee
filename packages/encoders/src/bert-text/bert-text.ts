import { defineComponent, tokens } from '@totalfm/core';
import {
  designedTower,
  poolings,
  sanitizerNames,
  textFamilyNames,
  towerContent,
  towerOptions,
} from '@totalfm/networks';
import { z } from 'zod';

const defaults = { width: 96, tokens: 64, dim: 96, depth: 2, heads: 4, vocabulary: 2000 };

export const bertTextOptions = towerOptions(defaults).extend({
  family: z
    .enum(textFamilyNames)
    .default('bert')
    .describe(
      'What is built without a folder: longformer and modernbert have local layers, which see `window` tokens.',
    ),
  pooling: z
    .enum(poolings)
    .default('cls')
    .describe('What stands for a text: its first token, the mean of its tokens, or that without its first and last.'),
  sanitize: z
    .enum(sanitizerNames)
    .default('none')
    .describe(
      'What is done to a text before: word-punct lower-cases it and parts words from punctuation, as Merlin does; no-quotes leaves out quotes and round brackets, as CT-CLIP does.',
    ),
});

export type BertTextOptions = z.output<typeof bertTextOptions>;

export const bertText = defineComponent({
  provides: tokens.TextEncoder,
  id: 'bert',
  description:
    'An encoder of the BERT family: from scratch, or from a folder of BERT, CXR-BERT, RoBERTa, Longformer or ModernBERT as Hugging Face writes it.',
  options: bertTextOptions,
  content: towerContent,
  create: ({ options: { family, pooling, sanitize, ...size } }) =>
    designedTower({ family, pooling, sanitize, bias: false }, size),
});
