import * as tf from '@tensorflow/tfjs';
import type { LoadedTextEncoder, ParameterSpecs, Tokenizer } from '@totalfm/core';
import { linear, weightSpec } from '@totalfm/compute';
import { openTokenizer } from '@totalfm/tokenizers';
import { textErrors } from './errors.ts';
import { linearSpecs } from './linear-specs.ts';
import { pool, type Pooling } from './pooling.ts';
import { sanitizers, type Sanitizer } from './sanitize.ts';
import type { TextTrunk } from './text-trunk.ts';

/** What a text tower does with a trunk. */
export interface TowerShape {
  readonly pooling: Pooling;
  readonly sanitize: Sanitizer;
  /** Longest text, in tokens, special ones included; the rest is cut. */
  readonly tokens: number;
  /** The last matrix, [dim, width]; without, the width is that of the trunk. */
  readonly projection?: { readonly width: number; readonly bias: boolean };
}

/** Lengths that short texts are filled up to are quarters of quarters of the longest, down to this. */
const SHORTEST = 16;

/** A trunk with its tokenizer as a text encoder. Throws `TFM_TEXT_OPTIONS`, `TFM_TEXT_TOKENIZER`, `TFM_TOKENIZER_INVALID`. */
export function loadTower(
  trunk: TextTrunk,
  shape: TowerShape,
  vocabulary: Uint8Array,
  file?: string,
): LoadedTextEncoder {
  checkTokens(trunk, shape);
  const tokenizer = openTokenizer(vocabulary, file);
  checkTokenizer(trunk, tokenizer, file);
  return towerOf(trunk, shape, tokenizer);
}

function towerOf(trunk: TextTrunk, shape: TowerShape, tokenizer: Tokenizer): LoadedTextEncoder {
  return {
    width: towerWidth(trunk, shape),
    parameters: { ...trunk.parameters, ...projectionSpecs(trunk, shape) },
    inputs: (batch) => ({ ids: { shape: [batch, shape.tokens], dtype: 'int32' } }),
    notes: {
      ids: `[batch, ${shape.tokens}]: ids of vocabulary.json (a tokenizer.json) between ${tokenizer.begin ?? 'nothing'} and ${tokenizer.ends[0]}, cut at ${shape.tokens} and filled up with ${tokenizer.padding}; texts are sanitised (${shape.sanitize}) before.`,
    },
    feeds: (texts) => ({ ids: filled(texts.map(idsOf(tokenizer, shape)), shape.tokens, tokenizer.padding) }),
    fitting(texts) {
      const longest = Math.max(0, ...texts.map((text) => idsOf(tokenizer, shape)(text).length));
      let { tokens } = shape;
      for (let less = tokens; less >= Math.max(longest, SHORTEST); less = Math.floor(less / 4)) tokens = less;
      return towerOf(trunk, { ...shape, tokens }, tokenizer);
    },
    embed(p, { ids }) {
      const seen = tf.cast(tf.notEqual(ids, tf.scalar(tokenizer.padding, 'int32')), 'float32');
      const pooled = pool(trunk.encode(p, ids, seen), seen, shape.pooling);
      return shape.projection ? linear(pooled, p['projection/weight'], p['projection/bias']) : pooled;
    },
  };
}

export const towerWidth = ({ dim }: Pick<TextTrunk, 'dim'>, { projection }: TowerShape): number =>
  projection?.width ?? dim;

export function projectionSpecs({ dim }: TextTrunk, { projection }: TowerShape): ParameterSpecs {
  return projection ? linearSpecs('projection/', weightSpec(dim, projection.width), projection.bias) : {};
}

/** A text's ids between its special tokens, cut before the last one. */
const idsOf =
  ({ encode, begin, ends: [end] }: Tokenizer, { tokens, sanitize }: TowerShape) =>
  (text: string): readonly number[] => {
    const first = begin === undefined ? [] : [begin];
    const content = encode(sanitizers[sanitize](text)).slice(0, tokens - first.length - 1);
    return [...first, ...content, end];
  };

/** Rows end to end, each filled up to `length`. */
function filled(rows: readonly (readonly number[])[], length: number, padding: number): Int32Array {
  const ids = new Int32Array(rows.length * length).fill(padding);
  rows.forEach((row, index) => ids.set(row, index * length));
  return ids;
}

function checkTokens({ context }: TextTrunk, { tokens }: TowerShape): void {
  if (tokens >= 3 && tokens <= context) return;
  throw textErrors.TFM_TEXT_OPTIONS({
    option: 'text.tokens',
    message: `Texts of ${tokens} tokens were asked for; the encoder takes 3 to ${context}, of which two are special.`,
    fix: `Set \`text.tokens\` to at most ${context}.`,
  });
}

function checkTokenizer({ vocabulary }: TextTrunk, { size }: Tokenizer, file?: string): void {
  // Embeddings may be more: they are filled up to a round number.
  if (size <= vocabulary) return;
  throw textErrors.TFM_TEXT_TOKENIZER({
    file,
    message: `The tokenizer has ${size} ids; the model has ${vocabulary} embeddings.`,
    fix: 'Use the tokenizer that the model was trained with.',
  });
}
