import type { LanguageModel } from '@totalfm/core';
import { openTokenizer, trainByteLevel } from '@totalfm/tokenizers';
import { languageModelErrors } from '../errors.ts';
import { withTokenizer } from '../with-tokenizer.ts';
import type { LlamaConfig } from './config.ts';
import { createLlama } from './llama.ts';
import type { LlamaOptions } from './options.ts';

const ROPE_BASE = 10_000;

/**
 * A llama of these options whose vocabulary is learned from texts. Embeddings are √dim times their table, as Gemma's, whose
 * rows may then be small where they are the last matrix.
 */
export function llamaFromScratch(options: LlamaOptions): LanguageModel {
  const { dim, depth, heads, kvHeads, context, hidden = Math.ceil((8 * dim) / 3 / 32) * 32 } = options;
  const headDim = dim / heads;
  if (heads % kvHeads !== 0 || headDim % 2 !== 0)
    throw languageModelErrors.TFM_LM_OPTIONS({
      option: heads % kvHeads === 0 ? 'dim' : 'kvHeads',
      message: `dim ${dim} must be an even multiple of heads (${heads}), and heads one of kvHeads (${kvHeads}).`,
      fix: 'Change `dim`, `heads` or `kvHeads`.',
    });
  const config = (vocabulary: number): LlamaConfig => ({
    vocabulary,
    dim,
    heads,
    kvHeads,
    headDim,
    hidden,
    context,
    layers: Array.from({ length: depth }, () => ({ rotary: true })),
    frequencies: Array.from({ length: headDim / 2 }, (_, pair) => ROPE_BASE ** ((-2 * pair) / headDim)),
    epsilon: 1e-6,
    activation: 'silu',
    biases: { qkv: false, out: false, mlp: false },
    qkNorm: false,
    tied: true,
    embeddingScale: Math.sqrt(dim),
  });
  return {
    width: dim,
    train: (texts) => trainByteLevel(texts, options.vocabulary),
    load: async (vocabulary) => withTokenizer(createLlama(config(openTokenizer(vocabulary).size)), vocabulary),
  };
}
