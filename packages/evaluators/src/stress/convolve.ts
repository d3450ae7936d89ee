import type { OrganVolume } from '@totalfm/core';

export type Axis = 0 | 1 | 2;

/** Weights of the neighbours along an axis, the middle one the voxel's own. */
export type Kernel = Float64Array;

const kernelOf = (reach: number, weight: (offset: number) => number): Kernel =>
  Float64Array.from({ length: 2 * reach + 1 }, (_, at) => weight(at - reach));

/** The mean over `width` voxels, of which parts count as parts. */
export const boxKernel = (width: number): Kernel =>
  kernelOf(Math.ceil(width / 2 - 0.5), (offset) => {
    return Math.max(0, Math.min(offset + 0.5, width / 2) - Math.max(offset - 0.5, -width / 2));
  });

/** Full width at half maximum against the standard deviation of a Gaussian: √(8 ln 2). */
const halfMaximum = Math.sqrt(8 * Math.LN2);

/** A Gaussian of a full width at half maximum, in voxels, cut off at three standard deviations. */
export function gaussianKernel(width: number): Kernel {
  const deviation = width / halfMaximum;
  return kernelOf(Math.ceil(3 * deviation), (offset) => Math.exp(-0.5 * (offset / deviation) ** 2));
}

/** Weighted means along an axis; beyond the volume's edge nothing counts. */
export function convolve(
  data: Float32Array,
  size: OrganVolume['size'],
  axis: Axis,
  kernel: Kernel,
): Float32Array<ArrayBuffer> {
  const stride = [1, size[0], size[0] * size[1]][axis];
  const reach = kernel.length >> 1;
  const result = new Float32Array(data.length);
  for (let voxel = 0; voxel < data.length; voxel++) {
    const at = Math.floor(voxel / stride) % size[axis];
    let [sum, weights] = [0, 0];
    for (let offset = Math.max(-reach, -at); offset <= Math.min(reach, size[axis] - 1 - at); offset++) {
      sum += kernel[offset + reach] * data[voxel + offset * stride];
      weights += kernel[offset + reach];
    }
    result[voxel] = sum / weights;
  }
  return result;
}
