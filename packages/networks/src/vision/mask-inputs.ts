import type { Feeds, InputSpecs } from '@totalfm/core';

/** Inputs that say which of a volume's tokens are visible, beside those of the volumes. Rows count over the whole batch. */
export const maskInputs = (batch: number, tokens: number, visible: number): InputSpecs => ({
  visibleRows: { shape: [batch * visible], dtype: 'int32' },
  visiblePositions: { shape: [batch, visible], dtype: 'int32' },
  maskedRows: { shape: [batch * (tokens - visible)], dtype: 'int32' },
});

/** `order` holds each volume's token indices, the visible ones first. */
export function maskFeeds(tokens: number, order: readonly Int32Array[], visible: number): Feeds {
  const rows = (from: number, to: number) =>
    Int32Array.from(
      order.flatMap((indices, b) => Array.from(indices.subarray(from, to), (token) => b * tokens + token)),
    );
  return {
    visibleRows: rows(0, visible),
    visiblePositions: Int32Array.from(order.flatMap((indices) => Array.from(indices.subarray(0, visible)))),
    maskedRows: rows(visible, tokens),
  };
}
