import { specialText, type TokenizerJson } from '@totalfm/tokenizers';
import type { TokenizerConfig } from './tokenizer-config.ts';

const addedToken = (content: string, id: number, lstrip = false) => ({
  id,
  content,
  single_word: false,
  lstrip,
  rstrip: false,
  normalized: false,
  special: true,
});

/**
 * What BERT's `vocab.txt` means as a `tokenizer.json`: letters are cleaned and, unless the model is cased, lower-cased without their
 * accents; words are apart from punctuation, and cut into the longest pieces that the vocabulary has (Wu et al. 2016).
 */
export function wordPieceTokenizer(vocabulary: string, config: TokenizerConfig): TokenizerJson {
  const entries = vocabulary.replace(/\r?\n$/, '').split(/\r?\n/);
  const vocab = Object.fromEntries(entries.map((entry, id) => [entry, id]));
  const unknown = specialText(config.unk_token) ?? '[UNK]';
  const specials = [
    specialText(config.pad_token) ?? '[PAD]',
    unknown,
    specialText(config.cls_token) ?? '[CLS]',
    specialText(config.sep_token) ?? '[SEP]',
    specialText(config.mask_token) ?? '[MASK]',
  ].filter((text) => Object.hasOwn(vocab, text));
  return {
    version: '1.0',
    added_tokens: specials.map((text) => addedToken(text, vocab[text])),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars ?? true,
      strip_accents: config.strip_accents ?? null,
      lowercase: config.do_lower_case ?? true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
      merges: [],
    },
  };
}

/** What the `vocab.json` and `merges.txt` of GPT-2 and RoBERTa mean as a `tokenizer.json`: pairs of bytes are joined. */
export function bytePairTokenizer(
  vocab: Record<string, number>,
  merges: string,
  config: TokenizerConfig,
): TokenizerJson {
  const specials = [
    specialText(config.cls_token) ?? '<s>',
    specialText(config.pad_token) ?? '<pad>',
    specialText(config.sep_token) ?? '</s>',
    specialText(config.unk_token) ?? '<unk>',
  ];
  const mask = specialText(config.mask_token) ?? '<mask>';
  // A space before the mask is its own.
  const added = [...specials, mask]
    .filter((text) => Object.hasOwn(vocab, text))
    .map((text) => addedToken(text, vocab[text], text === mask));
  return {
    version: '1.0',
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: {
      type: 'ByteLevel',
      add_prefix_space: config.add_prefix_space ?? false,
      trim_offsets: true,
      use_regex: true,
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab,
      merges: merges.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version')),
    },
  };
}
