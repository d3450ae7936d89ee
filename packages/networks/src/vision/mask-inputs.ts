import type { Feeds, InputSpecs } from '@totalfm/core';

/** Inputs that say which of a volume's tokens are visible, beside those of the volumes. Rows count over the whole batch. */
export const visibleInputs = (batch: number, visible: number): InputSpecs => ({
  visibleRows: { shape: [batch * visible], dtype: 'int32' },
  visiblePositions: { shape: [batch, visible], dtype: 'int32' },
});

/** `order` holds each volume's token indices, the visible ones first. */
export const visibleFeeds = (tokens: number, order: readonly Int32Array[], visible: number): Feeds => ({
  visibleRows: rowsOf(tokens, order, 0, visible),
  visiblePositions: Int32Array.from(order.flatMap((indices) => Array.from(indices.subarray(0, visible)))),
});

/** The tokens `from` … `to` − 1 of each volume's `order`, counted over the whole batch. */
export function rowsOf(tokens: number, order: readonly Int32Array[], from: number, to: number): Int32Array {
  return Int32Array.from(
    order.flatMap((indices, b) => Array.from(indices.subarray(from, to), (token) => b * tokens + token)),
  );
}
