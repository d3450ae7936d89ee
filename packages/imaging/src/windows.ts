import type { Window } from '@totalfm/core';

/** TotalFM's three windows (arXiv 2601.00260), level and width in HU. */
export const totalFmWindows = {
  lung: { name: 'lung', level: -600, width: 1500 },
  'soft-tissue': { name: 'soft-tissue', level: 40, width: 400 },
  bone: { name: 'bone', level: 300, width: 1500 },
} as const satisfies Record<string, Window>;

/** HU → [0, 1]: `level − width / 2` and below is 0, `level + width / 2` and above is 1. */
export function applyWindow(
  hu: ArrayLike<number>,
  { level, width }: Pick<Window, 'level' | 'width'>,
  out = new Float32Array(hu.length),
): Float32Array {
  const low = level - width / 2;
  const factor = 1 / width;
  for (let i = 0; i < hu.length; i++) {
    const value = (hu[i] - low) * factor;
    out[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
  return out;
}
