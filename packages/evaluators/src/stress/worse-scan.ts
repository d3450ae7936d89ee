import { mapTriple, type OrganVolume, type Random, type Triple } from '@totalfm/core';
import { boxKernel, convolve, gaussianKernel, type Axis, type Kernel } from './convolve.ts';

/** Makes a volume worse, to the same result for the same random numbers. */
export type Change = (volume: OrganVolume, random: Random) => OrganVolume;

export const voxelMm = ({ extentMm, size }: OrganVolume): Triple => mapTriple(extentMm, (mm, axis) => mm / size[axis]);

/** Noise that no voxel shares with another. It is of the organ volume's voxels: in those of the scan, which these average, it would be more. */
export const noisy =
  (deviationHu: number): Change =>
  (volume, random) => ({
    ...volume,
    hu: Int16Array.from(volume.hu, (hu) => asHu(hu + deviationHu * random.normal())),
  });

/** Slices of a thickness. A volume whose voxels are higher than that stays as it is. */
export const inSlicesOf =
  (mm: number): Change =>
  (volume) => {
    const width = mm / voxelMm(volume)[2];
    return width <= 1 ? volume : filtered(volume, [[2, boxKernel(width)]]);
  };

/** A soft kernel: a Gaussian within slices. */
export const smoothed =
  (mm: number): Change =>
  (volume) => {
    const [x, y] = voxelMm(volume);
    return filtered(volume, [
      [0, gaussianKernel(mm / x)],
      [1, gaussianKernel(mm / y)],
    ]);
  };

/** Voxels of the Gaussian that a sharp kernel takes details from. */
const detail = 2;

/** A sharp kernel: what a Gaussian of two voxels takes away within slices, added so many times (unsharp masking). */
export const sharpened =
  (times: number): Change =>
  (volume) => {
    const kernel = gaussianKernel(detail);
    const { hu: soft } = filtered(volume, [
      [0, kernel],
      [1, kernel],
    ]);
    return { ...volume, hu: volume.hu.map((hu, voxel) => asHu(hu + times * (hu - soft[voxel]))) };
  };

function filtered(volume: OrganVolume, kernels: readonly (readonly [Axis, Kernel])[]): OrganVolume {
  const data = kernels.reduce(
    (some, [axis, kernel]) => convolve(some, volume.size, axis, kernel),
    Float32Array.from(volume.hu),
  );
  return { ...volume, hu: Int16Array.from(data, asHu) };
}

const asHu = (value: number) => Math.max(-32768, Math.min(32767, Math.round(value)));
