import { embeddingLookup, linear, transformer } from '@totalfm/compute';
import type { LoadedTextEncoder } from '@totalfm/core';
import { layIntoRows, meanOfItems, ownerInput, ownersOf, withinItems, type Slots } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import type { TransformerTextOptions } from './options.ts';
import { PADDING } from './vocabulary.ts';

/** The encoder for training: most sentences have a handful of tokens, and rows of the longest would be padding. */
export function sharedRows(
  { dim, depth, heads, tokens, room }: TransformerTextOptions,
  encode: (text: string) => readonly number[],
): Pick<LoadedTextEncoder, 'inputs' | 'feeds' | 'embed'> {
  const slotsOf = (texts: number): Slots => ({ rows: Math.ceil((texts * room) / (2 * tokens)), length: 2 * tokens });
  return {
    inputs(batch) {
      const slots = slotsOf(batch);
      const shape = [slots.rows, slots.length];
      return { ids: { shape, dtype: 'int32' }, places: { shape, dtype: 'int32' }, owner: ownerInput(slots, batch) };
    },
    feeds(texts) {
      const slots = slotsOf(texts.length);
      const encoded = texts.map(encode);
      const laid = layIntoRows(
        encoded.map(({ length }) => length),
        slots,
      );
      const ids = new Int32Array(slots.rows * slots.length).fill(PADDING);
      const places = new Int32Array(ids.length);
      laid.starts.forEach((start, text) => {
        for (let place = 0; place < laid.counts[text]; place++) {
          ids[start + place] = encoded[text][place];
          places[start + place] = place;
        }
      });
      return { ids, places, owner: ownersOf(laid, slots) };
    },
    embed(p, { ids, places, owner }) {
      const embedded = tf.add(embeddingLookup(p.tokens, ids), embeddingLookup(p.positions, places));
      const encoded = transformer(p, '', embedded, { dim, depth, heads, bias: withinItems(owner) });
      return linear(meanOfItems(owner, encoded), p['projection/weight']);
    },
  };
}
