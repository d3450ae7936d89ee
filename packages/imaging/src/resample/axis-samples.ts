/** How the voxels between sample points count. */
export type Interpolation = 'nearest' | 'trilinear' | 'area';

/** Where the samples of one axis lie: sample i is at source index `start + i · step`, in voxels of `first` … `last`. */
export interface AxisSamples {
  readonly count: number;
  readonly start: number;
  readonly step: number;
  /** Voxels beyond these are never read: samples outside take the nearest one inside. */
  readonly first: number;
  readonly last: number;
}

/** `count` samples that fill the voxels `from` … `to − 1` with their outer faces aligned (half-pixel centres). */
export function fillSamples(from: number, to: number, count: number): AxisSamples {
  const step = (to - from) / count;
  return { count, start: from + 0.5 * step - 0.5, step, first: from, last: to - 1 };
}

/** For each sample, `taps` source voxels from `base[i]` on, with their weights in `weights[i · taps …]`; they sum to 1. */
export interface AxisWeights {
  readonly taps: number;
  readonly base: Int32Array;
  readonly weights: Float32Array;
}

const clamp = (value: number, low: number, high: number) => (value < low ? low : value > high ? high : value);

/** The nearest source voxel of each sample; the lower one of two that are equally near. */
export function nearestVoxels({ count, start, step, first, last }: AxisSamples): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => clamp(Math.ceil(start + i * step - 0.5 - 1e-6), first, last));
}

/** Weights of linear interpolation, or of averaging over a sample's own width where `area` is asked for and samples are wider than voxels. */
export function axisWeights(samples: AxisSamples, mode: 'trilinear' | 'area'): AxisWeights {
  return mode === 'area' && samples.step > 1 ? areaWeights(samples) : linearWeights(samples);
}

function linearWeights({ count, start, step, first, last }: AxisSamples): AxisWeights {
  const base = new Int32Array(count);
  // A volume of one voxel has no second tap.
  const taps = last > first ? 2 : 1;
  const weights = new Float32Array(count * taps).fill(1);
  for (let i = 0; i < count; i++) {
    const at = clamp(start + i * step, first, last);
    base[i] = taps === 2 ? Math.min(Math.floor(at), last - 1) : first;
    if (taps === 2) {
      weights[2 * i + 1] = at - base[i];
      weights[2 * i] = 1 - weights[2 * i + 1];
    }
  }
  return { taps, base, weights };
}

/** A sample covers [at − step / 2, at + step / 2]; each voxel counts by how much of it lies in there. */
function areaWeights({ count, start, step, first, last }: AxisSamples): AxisWeights {
  const taps = Math.min(Math.ceil(step) + 1, last - first + 1);
  const base = new Int32Array(count);
  const weights = new Float32Array(count * taps);
  for (let i = 0; i < count; i++) {
    // In face coordinates voxel v spans [v, v + 1]. A sample wholly outside takes the outermost voxel.
    const low = clamp(start + i * step + 0.5 - step / 2, first, last);
    const high = clamp(start + i * step + 0.5 + step / 2, low + 1e-6, last + 1);
    base[i] = clamp(Math.floor(low + 1e-6), first, last + 1 - taps);
    for (let t = 0; t < taps; t++) {
      const voxel = base[i] + t;
      weights[i * taps + t] = Math.max(0, Math.min(high, voxel + 1) - Math.max(low, voxel)) / (high - low);
    }
  }
  return { taps, base, weights };
}
