import { createBert } from './bert/bert.ts';
import type { BertConfig } from './bert/config.ts';
import { textErrors } from './errors.ts';
import { bertConfigOf, type BertRelative } from './hugging-face/bert-config.ts';
import { modernBertConfigOf } from './hugging-face/modernbert-config.ts';
import type { RawConfig } from './hugging-face/raw-config.ts';
import { createModernBert } from './modernbert/modernbert.ts';
import type { TextTrunk, TrunkShape } from './text-trunk.ts';

/** Texts of the tokens that begin, end and fill up. */
export interface SpecialTexts {
  readonly begin: string;
  readonly end: string;
  readonly padding: string;
}

/** A kind of text encoder, by its `model_type`. */
export interface TextFamily {
  /** Where a tokenizer does not name its own. */
  readonly specials: SpecialTexts;
  /** Throws `TFM_TEXT_CONFIG`, `TFM_TEXT_ARCHITECTURE`. */
  fromConfig(raw: RawConfig, file: string): TextTrunk;
  /** A model of this kind that starts from scratch. */
  fromShape(shape: TrunkShape): TextTrunk;
}

const brackets = { begin: '[CLS]', end: '[SEP]', padding: '[PAD]' };
const angles = { begin: '<s>', end: '</s>', padding: '<pad>' };

const bertLike = (specials: SpecialTexts, relative: BertRelative): TextFamily => ({
  specials,
  fromConfig: (raw, file) => createBert(bertConfigOf(raw, file, relative)),
  fromShape: (shape) => createBert(bertOf(shape, relative)),
});

const modernBert: TextFamily = {
  specials: brackets,
  fromConfig: (raw, file) => createModernBert(modernBertConfigOf(raw, file)),
  fromShape: ({ vocabulary, dim, depth, heads, hidden, tokens, window }) =>
    createModernBert({
      vocabulary,
      dim,
      heads,
      // Its gate is a matrix more: 3/2 of the width has the parameters of BERT's 9/4.
      hidden: hidden ?? Math.ceil((1.5 * dim) / 8) * 8,
      context: tokens,
      layers: Array.from({ length: depth }, (_, layer) =>
        layer % 3 === 0 ? { base: 160_000 } : { reach: window / 2, base: 10_000 },
      ),
      epsilon: 1e-5,
      activation: 'gelu',
      biases: { attention: false, mlp: false, norm: false },
    }),
};

/** `cxr-bert` is a BERT with a head for projections (Boecking et al. 2022), which is left out. */
export const textFamilies = {
  bert: bertLike(brackets, {}),
  'cxr-bert': bertLike(brackets, {}),
  roberta: bertLike(angles, { afterPadding: true }),
  longformer: bertLike(angles, { afterPadding: true, windows: true }),
  modernbert: modernBert,
} satisfies Readonly<Record<string, TextFamily>>;

export type TextFamilyName = keyof typeof textFamilies;

export const textFamilyNames = Object.keys(textFamilies) as readonly TextFamilyName[];

/** The family of a `config.json`. Throws `TFM_TEXT_ARCHITECTURE`. */
export function familyOf({ model_type: type }: RawConfig, file: string): TextFamily {
  if (Object.hasOwn(textFamilies, type)) return textFamilies[type as TextFamilyName];
  throw textErrors.TFM_TEXT_ARCHITECTURE({
    file,
    message: `The model is a ${type}; ${Object.keys(textFamilies).join(', ')} are known.`,
    fix: 'Use a model of one of these types.',
  });
}

function bertOf(shape: TrunkShape, { windows }: BertRelative): BertConfig {
  const { vocabulary, dim, depth, heads, tokens, window, hidden = 4 * dim } = shape;
  return {
    vocabulary,
    dim,
    heads,
    hidden,
    positions: tokens,
    firstPosition: 0,
    types: 1,
    reaches: Array.from({ length: depth }, () => (windows ? window / 2 : undefined)),
    epsilon: 1e-12,
    activation: 'gelu',
  };
}
