import * as tf from '@tensorflow/tfjs';
import type { LoadedTextEncoder, ParameterSpecs, ParameterValues, TextEncoder, Tokenizer } from '@totalfm/core';
import { linear, matchTorchParameters, weightSpec, type NamedTensor } from '@totalfm/compute';
import { openTokenizer } from '@totalfm/tokenizers';
import { textErrors } from './errors.ts';
import { trunkValues } from './hugging-face/read-values.ts';
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

/** A tower before its vocabulary is known. */
export interface TextTower extends TextEncoder {
  load(vocabulary: Uint8Array): Promise<LoadedTextTower>;
}

export interface LoadedTextTower extends LoadedTextEncoder {
  /** Values from a checkpoint of somebody else's, where its parts have these names. Throws `TFM_CHECKPOINT_MISMATCH`. Takes the tensors. */
  valuesFrom(tensors: Record<string, NamedTensor>, place: TowerPlace): ParameterValues;
}

/** Where the tensors of a tower lie in a file. */
export interface TowerPlace {
  readonly file: string;
  /** What names of the trunk begin with, as transformers has them behind it: `encode_text.text_encoder.`. */
  readonly trunk: string;
  /** What the projection's name is: `encode_text.linear_layer`, behind which are `.weight` and `.bias`. */
  readonly projection?: string;
}

/** A trunk with its tokenizer as a text encoder. Throws `TFM_TEXT_OPTIONS`, `TFM_TEXT_TOKENIZER`, `TFM_TOKENIZER_INVALID`. */
export function loadTower(trunk: TextTrunk, shape: TowerShape, vocabulary: Uint8Array, file?: string): LoadedTextTower {
  checkTokens(trunk, shape);
  const tokenizer = openTokenizer(vocabulary, file);
  checkTokenizer(trunk, tokenizer, file);
  const projection = projectionSpecs(trunk, shape);
  return {
    width: towerWidth(trunk, shape),
    parameters: { ...trunk.parameters, ...projection },
    inputs: (batch) => ({ ids: { shape: [batch, shape.tokens], dtype: 'int32' } }),
    feeds: (texts) => ({ ids: idsOf(texts, tokenizer, shape) }),
    embed(p, { ids }) {
      const seen = tf.cast(tf.notEqual(ids, tf.scalar(tokenizer.padding, 'int32')), 'float32');
      const pooled = pool(trunk.encode(p, ids, seen), seen, shape.pooling);
      return shape.projection ? linear(pooled, p['projection/weight'], p['projection/bias']) : pooled;
    },
    valuesFrom: (tensors, place) => ({
      ...trunkValues(trunk, tensors, { file: place.file, prefix: place.trunk }),
      ...matchTorchParameters(projection, tensors, {
        file: place.file,
        nameOf: (name) => name.replace('projection/', `${place.projection}.`),
      }),
    }),
  };
}

export const towerWidth = ({ dim }: Pick<TextTrunk, 'dim'>, { projection }: TowerShape): number =>
  projection?.width ?? dim;

function projectionSpecs({ dim }: TextTrunk, { projection }: TowerShape): ParameterSpecs {
  return projection ? linearSpecs('projection/', weightSpec(dim, projection.width), projection.bias) : {};
}

/** Ids of texts between their special tokens, cut before the last one, filled up: [texts, tokens]. */
function idsOf(texts: readonly string[], tokenizer: Tokenizer, { tokens, sanitize }: TowerShape): Int32Array {
  const { begin, ends, padding } = tokenizer;
  const first = begin === undefined ? [] : [begin];
  const ids = new Int32Array(texts.length * tokens).fill(padding);
  texts.forEach((text, row) => {
    const content = tokenizer.encode(sanitizers[sanitize](text)).slice(0, tokens - first.length - 1);
    ids.set([...first, ...content, ends[0]], row * tokens);
  });
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
