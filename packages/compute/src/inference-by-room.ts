import { groupBy, type Feeds, type InputSpecs } from '@totalfm/core';
import type { BatchedInference, Row } from './batched-inference.ts';

/** A program of items whose inputs have a certain room. */
export interface Roomed<Item> {
  inputs(batch: number): InputSpecs;
  feeds(items: readonly Item[]): Feeds;
}

/** Forward passes of items of several sizes: those that take the same room run together. */
export interface InferenceByRoom<Item, Encoder extends Roomed<Item>> {
  /** The rows of all items, in their order, each by an encoder that has room for it. */
  run(
    items: readonly { readonly item: Item; readonly encoder: Encoder }[],
    signal?: AbortSignal,
  ): Promise<readonly Row[]>;
  dispose(): Promise<void>;
}

/** `open` makes the program of a room when it is first needed: its constants are held as often. */
export function inferenceByRoom<Item, Encoder extends Roomed<Item>>(
  open: (encoder: Encoder) => BatchedInference,
): InferenceByRoom<Item, Encoder> {
  const opened = new Map<string, BatchedInference>();
  return {
    async run(items, signal) {
      const placed = items.map(({ item, encoder }, place) => ({ item, encoder, place, room: roomOf(encoder) }));
      const rows: Row[] = [];
      for (const [room, group] of groupBy(placed, (one) => one.room)) {
        const [{ encoder }] = group;
        const inference = opened.get(room) ?? open(encoder);
        opened.set(room, inference);
        const some = group.map(({ item }) => item);
        const found = await inference.run(some, (batch) => encoder.feeds(batch), signal);
        group.forEach(({ place }, at) => (rows[place] = found[at]));
      }
      return rows;
    },
    async dispose() {
      for (const inference of opened.values()) await inference.dispose();
      opened.clear();
    },
  };
}

const roomOf = <Item>(encoder: Roomed<Item>): string => JSON.stringify(encoder.inputs(1));
