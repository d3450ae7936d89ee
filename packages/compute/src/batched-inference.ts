import { throwIfAborted, type Feeds } from '@totalfm/core';
import { batchSizes } from './batch-sizes.ts';
import type { Inference } from './inference-program.ts';

/** What a program gives of one item: by output, its row. */
export type Row = Readonly<Record<string, Float32Array>>;

/** A forward pass over any number of items, each apart from the others. */
export interface BatchedInference {
  /** The rows of all items, in their order; `feeds` packs some of them. */
  run<Item>(
    items: readonly Item[],
    feeds: (some: readonly Item[]) => Feeds,
    signal?: AbortSignal,
  ): Promise<readonly Row[]>;
  dispose(): Promise<void>;
}

/** Runs of at most `most` items; `open` makes the program of a size when it is first needed. No run is filled up. */
export function batchedInference(open: (batch: number) => Promise<Inference>, most: number): BatchedInference {
  const opened = new Map<number, Promise<Inference>>();
  const of = (size: number) => {
    const inference = opened.get(size) ?? open(size);
    opened.set(size, inference);
    return inference;
  };
  return {
    async run(items, feeds, signal) {
      const rows: Row[] = [];
      for (const size of batchSizes(items.length, most)) {
        throwIfAborted(signal);
        const outputs = await (await of(size)).run(feeds(items.slice(rows.length, rows.length + size)));
        for (let row = 0; row < size; row++) rows.push(rowOf(outputs, row, size));
      }
      return rows;
    },
    async dispose() {
      for (const inference of opened.values()) await (await inference).dispose();
      opened.clear();
    },
  };
}

function rowOf(outputs: Readonly<Record<string, Float32Array>>, row: number, rows: number): Row {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => {
      const length = values.length / rows;
      return [name, values.slice(row * length, (row + 1) * length)];
    }),
  );
}
