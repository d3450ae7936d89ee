import type { Triple } from '@totalfm/core';
import type { Resampling } from './plans.ts';

/** nnU-Net’s threshold above which an axis counts as coarse. */
const ANISOTROPY = 3;

/** The axis that is resampled by nearest neighbours, apart from the others, where nnU-Net does so. */
export function separateAxis(from: Triple, to: Triple, { force_separate_z: forced }: Resampling): number | undefined {
  const coarse = (spacing: Triple) => Math.max(...spacing) / Math.min(...spacing) > ANISOTROPY;
  const spacing = forced ? from : forced === false ? undefined : coarse(from) ? from : coarse(to) ? to : undefined;
  if (!spacing) return undefined;
  const largest = Math.max(...spacing);
  const axes = [0, 1, 2].filter((axis) => spacing[axis] === largest);
  return axes.length === 1 ? axes[0] : undefined;
}

/** Voxels of an array at another spacing, each axis rounded half to even as Python does. */
export function resampledShape(shape: Triple, from: Triple, to: Triple): Triple {
  return shape.map((n, axis) => roundEven((from[axis] / to[axis]) * n)) as unknown as Triple;
}

function roundEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest === 0.5 ? low + (low % 2) : Math.round(value);
}

/** Where each sample of an axis of m samples lies between those of n: below, above, and the weight of what is above. */
export interface AxisTaps {
  readonly below: Int32Array;
  readonly above: Int32Array;
  readonly weight: Float64Array;
}

/** Outer faces are aligned and ends carried on, as in `skimage.transform.resize(mode='edge')` of order 0 or 1. */
export function axisTaps(n: number, m: number, nearest: boolean): AxisTaps {
  const taps = { below: new Int32Array(m), above: new Int32Array(m), weight: new Float64Array(m) };
  for (let i = 0; i < m; i++) {
    const at = Math.min(n - 1, Math.max(0, ((i + 0.5) * n) / m - 0.5));
    taps.below[i] = nearest ? Math.min(n - 1, Math.floor(at + 0.5)) : Math.floor(at);
    taps.weight[i] = nearest ? 0 : at - taps.below[i];
    taps.above[i] = taps.weight[i] === 0 ? taps.below[i] : taps.below[i] + 1;
  }
  return taps;
}
