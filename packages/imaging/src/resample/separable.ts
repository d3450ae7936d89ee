import { voxelCount, type Triple, type VoxelArray } from '@totalfm/core';
import type { AxisWeights } from './axis-samples.ts';

/**
 * Weighted sums along x, then y, then z, with only as many rows and planes held as the weights reach over: every source
 * row is read once for each sample row that needs it, and nothing the size of the source is made.
 */
export function separableSum<Data extends VoxelArray>(
  data: Data,
  size: Triple,
  [x, y, z]: readonly [AxisWeights, AxisWeights, AxisWeights],
): Data {
  const [nx, ny, nz] = [x.base.length, y.base.length, z.base.length];
  const out = new (data.constructor as new (length: number) => Data)(voxelCount([nx, ny, nz]));
  const rounding = !(data instanceof Float32Array || data instanceof Float64Array);
  const planes = ring(z.taps, nx * ny);
  const rows = ring(y.taps, nx);
  const sum = new Float32Array(nx * ny);
  const plane = (k: number) =>
    planes.get(k, (target) => {
      rows.clear();
      for (let j = 0; j < ny; j++) {
        const row = (t: number) =>
          rows.get(y.base[j] + t, (into) => sumRow(data, size[0] * (y.base[j] + t + size[1] * k), x, into));
        combine(y, j, row, target.subarray(j * nx, (j + 1) * nx));
      }
    });
  for (let k = 0; k < nz; k++) {
    combine(z, k, (t) => plane(z.base[k] + t), sum);
    const offset = k * nx * ny;
    if (rounding) for (let i = 0; i < sum.length; i++) out[offset + i] = Math.floor(sum[i] + 0.5);
    else out.set(sum, offset);
  }
  return out;
}

function sumRow(data: VoxelArray, offset: number, { taps, base, weights }: AxisWeights, out: Float32Array): void {
  const count = base.length;
  if (taps === 2) {
    for (let i = 0; i < count; i++) {
      const at = offset + base[i];
      out[i] = data[at] * weights[2 * i] + data[at + 1] * weights[2 * i + 1];
    }
    return;
  }
  for (let i = 0, w = 0; i < count; i++) {
    const at = offset + base[i];
    let total = 0;
    for (let t = 0; t < taps; t++) total += data[at + t] * weights[w++];
    out[i] = total;
  }
}

/** `out` = the weighted sum of the lines that sample `index` reaches; lines of weight 0 are not asked for. */
function combine(
  { taps, weights }: AxisWeights,
  index: number,
  line: (tap: number) => Float32Array,
  out: Float32Array,
): void {
  const at = (tap: number) => weights[index * taps + tap];
  let started = false;
  for (let t = 0; t < taps; t++) {
    const weight = at(t);
    if (weight === 0) continue;
    if (!started && t + 1 < taps && at(t + 1) !== 0) {
      // Two lines at once: the common case, and half the passes of the others.
      const [a, b, other] = [line(t), line(t + 1), at(t + 1)];
      for (let i = 0; i < out.length; i++) out[i] = a[i] * weight + b[i] * other;
      t++;
    } else {
      const a = line(t);
      if (started) for (let i = 0; i < out.length; i++) out[i] += a[i] * weight;
      else for (let i = 0; i < out.length; i++) out[i] = a[i] * weight;
    }
    started = true;
  }
}

/** The last few lines that were made, by source index. */
function ring(slots: number, length: number) {
  const lines = Array.from({ length: slots }, () => new Float32Array(length));
  const held = new Int32Array(slots).fill(-1);
  return {
    clear: () => held.fill(-1),
    get(index: number, make: (target: Float32Array) => void): Float32Array {
      const slot = index % slots;
      if (held[slot] !== index) {
        make(lines[slot]);
        held[slot] = index;
      }
      return lines[slot];
    },
  };
}
