import { mapTriple, type OrganVolume, type Triple } from '@totalfm/core';
import { createHistogram } from '../organ-density/histogram.ts';

/** An organ’s smoothed HU in a volume that is padded, so that whoever walks from a voxel of it stays within. */
export interface OwnField {
  /** NaN outside of the organ. */
  readonly values: Float32Array;
  /** The organ’s voxels. */
  readonly voxels: Int32Array;
  readonly strides: Triple;
}

export function ownField(volume: OrganVolume, padding: Triple): OwnField {
  const { mask, size } = volume;
  const smooth = smoothedOrgan(volume);
  const wide = mapTriple(size, (n, axis) => n + 2 * padding[axis]);
  const strides: Triple = [1, wide[0], wide[0] * wide[1]];
  const values = new Float32Array(wide[0] * wide[1] * wide[2]).fill(NaN);
  const voxels: number[] = [];
  for (let z = 0, voxel = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const row = padding[0] + (y + padding[1]) * strides[1] + (z + padding[2]) * strides[2];
      for (let x = 0; x < size[0]; x++, voxel++) {
        if (mask && mask[voxel] === 0) continue;
        values[row + x] = smooth[voxel];
        voxels.push(row + x);
      }
    }
  }
  return { values, voxels: Int32Array.from(voxels), strides };
}

/** The organ’s HU, means of neighbours by 1, 2, 1 along each axis. Beside it stands its median: a border that is half bone would else stand out. */
function smoothedOrgan({ hu, mask, size }: OrganVolume): Float32Array {
  const histogram = createHistogram();
  for (let voxel = 0; voxel < hu.length; voxel++) if (!mask || mask[voxel]) histogram.add(hu[voxel]);
  const outside = histogram.median();
  const own = new Float32Array(hu.length);
  for (let voxel = 0; voxel < hu.length; voxel++) own[voxel] = !mask || mask[voxel] ? hu[voxel] : outside;
  const strides = [1, size[0], size[0] * size[1]];
  return strides.reduce<Float32Array>((values, stride) => smoothed(values, mask, stride, outside), own);
}

function smoothed(values: Float32Array, mask: Uint8Array | undefined, stride: number, outside: number): Float32Array {
  const next = values.slice();
  const last = values.length - stride;
  for (let voxel = 0; voxel < values.length; voxel++) {
    if (mask && mask[voxel] === 0) continue;
    // A row’s end is beside the next one’s beginning: at the faces of a volume one voxel of another row counts.
    const before = voxel >= stride ? values[voxel - stride] : outside;
    const after = voxel < last ? values[voxel + stride] : outside;
    next[voxel] = (before + 2 * values[voxel] + after) / 4;
  }
  return next;
}
