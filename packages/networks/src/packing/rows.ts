import { attendedBias } from '@totalfm/compute';
import type { InputSpec } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';

/** Slots for tokens: rows of one length that items share, so that no item pays for the length of another (NaViT, Dehghani et al. 2023). */
export interface Slots {
  readonly rows: number;
  readonly length: number;
  /** Each item has the row of its number, and shares it with none. */
  readonly apart?: boolean;
}

/** Where items lie: item i has the slots `starts[i]` … `starts[i] + counts[i] − 1`, counted over all rows, within one row. */
export interface LaidItems {
  readonly starts: readonly number[];
  readonly counts: readonly number[];
}

/** A row for each of some items. */
export const ownRows = (items: number, length: number): Slots => ({ rows: items, length, apart: true });

/**
 * Lays items of so many tokens into rows, the largest first, each into the first row with room. Where they do not fit, the largest are
 * cut to one length, as long as can be: `counts` says what is left of each.
 */
export function layIntoRows(wanted: readonly number[], slots: Slots, block = 1): LaidItems {
  let most = Math.min(slots.length, Math.max(0, ...wanted));
  for (;;) {
    const counts = wanted.map((count) => Math.min(count, most));
    const starts = firstFit(counts, slots);
    if (starts) return { starts, counts };
    most = Math.min(most - block, block * Math.floor((0.95 * most) / block));
  }
}

function firstFit(counts: readonly number[], { rows, length, apart }: Slots): number[] | undefined {
  const filled = Array<number>(rows).fill(0);
  const starts = Array<number>(counts.length).fill(0);
  const largestFirst = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a]);
  for (const item of largestFirst) {
    const row = apart ? item : filled.findIndex((taken) => taken + counts[item] <= length);
    if (row < 0) return undefined;
    starts[item] = row * length + filled[row];
    filled[row] += counts[item];
  }
  return starts;
}

/** 1 where a slot is an item’s: what {@link ownersOf} fills. */
export const ownerInput = ({ rows, length }: Slots, items: number): InputSpec => ({
  shape: [rows, length, items],
  dtype: 'float32',
});

export function ownersOf({ starts, counts }: LaidItems, { rows, length }: Slots): Float32Array {
  const items = starts.length;
  const owner = new Float32Array(rows * length * items);
  starts.forEach((start, item) => {
    for (let slot = start; slot < start + counts[item]; slot++) owner[slot * items + item] = 1;
  });
  return owner;
}

/** What is added to attention scores so that tokens attend to those of their own item: [rows, length, items] → [rows, 1, length, length]. */
export function withinItems(owner: tf.Tensor): tf.Tensor {
  const [rows, length] = owner.shape;
  const same = tf.matMul(owner, owner, false, true);
  return tf.reshape(attendedBias(same), [rows, 1, length, length]);
}

/** [slots, items] of a batch. */
const flat = (owner: tf.Tensor) => tf.reshape(owner, [-1, owner.shape[2] as number]) as tf.Tensor2D;

/** Mean over an item’s tokens: [rows, length, items] and [slots, dim] → [items, dim]. */
export function meanOfItems(owner: tf.Tensor, values: tf.Tensor): tf.Tensor {
  const owners = flat(owner);
  const sums = tf.matMul(owners, tf.reshape(values, [owners.shape[0], -1]) as tf.Tensor2D, true, false);
  return tf.div(sums, tf.reshape(tf.sum(owners, 0), [-1, 1]));
}

/** To every slot the vector of its item, zeros to what is nobody’s: [rows, length, items] and [items, dim] → [slots, dim]. */
export const toItems = (owner: tf.Tensor, vectors: tf.Tensor): tf.Tensor =>
  tf.matMul(flat(owner), vectors as tf.Tensor2D);
