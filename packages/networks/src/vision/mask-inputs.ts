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

/** Those of {@link visibleInputs}, and which tokens are masked. */
export const maskInputs = (batch: number, tokens: number, visible: number): InputSpecs => ({
  ...visibleInputs(batch, visible),
  maskedRows: { shape: [batch * (tokens - visible)], dtype: 'int32' },
});

export const maskFeeds = (tokens: number, order: readonly Int32Array[], visible: number): Feeds => ({
  ...visibleFeeds(tokens, order, visible),
  maskedRows: rowsOf(tokens, order, visible, tokens),
});

function rowsOf(tokens: number, order: readonly Int32Array[], from: number, to: number): Int32Array {
  return Int32Array.from(
    order.flatMap((indices, b) => Array.from(indices.subarray(from, to), (token) => b * tokens + token)),
  );
}
