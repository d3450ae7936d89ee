import type { Random, Triple } from '@totalfm/core';

/** Visible tokens under tube masking: whole tubes along z, at least one. */
export function visibleTokens([gx, gy, gz]: Triple, maskRatio: number): number {
  return Math.max(1, Math.round(gx * gy * (1 - maskRatio))) * gz;
}

/**
 * Tube masking (VideoMAE, Tong et al. 2022), with the patient's z in the place of time: a random set of (x, y) columns is
 * visible through every slice, so that no masked patch can be copied from the slice above. Returns all token indices of
 * the grid (x fastest), the visible ones first.
 */
export function tubeMask(grid: Triple, maskRatio: number, random: Random): Int32Array {
  const columns = grid[0] * grid[1];
  const order = random.shuffle(Array.from({ length: columns }, (_, i) => i));
  const visibleColumns = visibleTokens(grid, maskRatio) / grid[2];
  const tokens: number[] = [];
  for (const part of [order.slice(0, visibleColumns), order.slice(visibleColumns)]) {
    for (let z = 0; z < grid[2]; z++) for (const column of part) tokens.push(z * columns + column);
  }
  return Int32Array.from(tokens);
}
