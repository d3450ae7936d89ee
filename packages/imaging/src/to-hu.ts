import type { Volume } from '@totalfm/core';

/** Air, for what is no number. */
const NO_HU = -1024;

/** HU as int16, whatever the reader gave: rounded, and kept within int16's range. NaN becomes air. */
export function toHu(volume: Volume): Volume<Int16Array> {
  const { data } = volume;
  if (data instanceof Int16Array) return { ...volume, data };
  const out = new Int16Array(data.length);
  for (let voxel = 0; voxel < out.length; voxel++) {
    const value = data[voxel];
    out[voxel] = value > 32767 ? 32767 : value >= -32768 ? Math.floor(value + 0.5) : value < -32768 ? -32768 : NO_HU;
  }
  return { ...volume, data: out };
}
