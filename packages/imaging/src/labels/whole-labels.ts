import type { Volume } from '@totalfm/core';

/** How far a label may lie from a whole number: writers that scale by 1.0000001 give such. */
const TOLERANCE = 0.01;

/**
 * The same labels as whole numbers: a value within 0.01 of one is that number. Where any is not, or is negative, the volume
 * comes back as it is, for whoever checks labels to refuse.
 */
export function wholeLabels(volume: Volume): Volume {
  const { data } = volume;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return volume;
  const labels = new Uint16Array(data.length);
  for (let voxel = 0; voxel < data.length; voxel++) {
    const label = Math.round(data[voxel]);
    if (!(Math.abs(data[voxel] - label) <= TOLERANCE) || label < 0 || label > 65535) return volume;
    labels[voxel] = label;
  }
  return { ...volume, data: labels };
}
