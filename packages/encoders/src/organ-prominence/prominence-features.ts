import { mapTriple, type OrganVolume } from '@totalfm/core';
import { ownField, type OwnField } from './own-field.ts';
import { axesOf, sphereOf } from './sphere.ts';

/** Radii in mm of the spheres that voxels are held against. */
export const radiiMm = [8, 11, 15, 20, 28] as const;

/** How many numbers {@link prominenceFeatures} gives. */
export const PROMINENCE_FEATURES = 4 * radiiMm.length;

/** What `prominenceFeatures` are, for whoever feeds an exported file. */
export const prominenceNote = `For spheres of ${radiiMm.join(', ')} mm: the most HU by which a voxel of the smoothed organ exceeds all of the organ on the sphere around it, of voxels whose sphere lies in the organ, and of those of which a part does; then the most by which one falls below it, of either; 2 · asinh(HU / 25) − 3 each, of which a spot of 100 HU makes about 1.`;

/**
 * How far the brightest and the darkest spots of an organ stand out from all that is around them. Of a vessel, a sphere meets more
 * that is as bright; of a nodule, a stone or a cyst smaller than the sphere it meets none. (The residue of an opening with a ring,
 * known as the rolling-ball or ring top-hat transform: Serra 1982.) What lies outside of the organ is not looked at, and spots that
 * the organ does not enclose are told apart from others: the border of a mask is bright beside bone, and dark beside air.
 */
export function prominenceFeatures(volume: OrganVolume): number[] {
  const edgeMm = mapTriple(volume.size, (n, axis) => volume.extentMm[axis] / n);
  const field = ownField(
    volume,
    mapTriple(edgeMm, (mm) => Math.ceil(Math.max(...radiiMm) / mm) + 1),
  );
  const spots = [1, -1].map((sign) => ({ sign, peaks: peaksOf(field, sign) }));
  return radiiMm.flatMap((radius) => {
    const around = { sphere: sphereOf(radius, edgeMm, field.strides), axes: axesOf(radius, edgeMm, field.strides) };
    return spots.flatMap((spot) => mostProminent(field, spot, around).map((hu) => 2 * Math.asinh(hu / 25) - 3));
  });
}

interface Around {
  /** Steps to voxels all over the sphere. */
  readonly sphere: Int32Array;
  /** Steps to its ends along axes and diagonals. */
  readonly axes: Int32Array;
}

/** Points of a sphere that nearly every voxel fails at. */
const FIRST = 8;

/** Of the 14 ends along axes and diagonals: as many as must be the organ’s where a sphere lies within it, and where a part does. */
const WITHIN = 13;
const PARTLY = 6;

interface Spots {
  /** 1 for bright ones, −1 for dark ones. */
  readonly sign: number;
  /** The organ’s voxels that at most two of six neighbours exceed, or fall below. */
  readonly peaks: readonly number[];
}

/** Only these are held against spheres: a spot stands out the most about where it peaks. */
function peaksOf({ voxels, values, strides }: OwnField, sign: number): readonly number[] {
  const peaks: number[] = [];
  for (let n = 0; n < voxels.length; n++) {
    const voxel = voxels[n];
    const value = sign * values[voxel];
    let above = 0;
    for (let axis = 0; axis < 3; axis++) {
      if (sign * values[voxel - strides[axis]] > value) above++;
      if (sign * values[voxel + strides[axis]] > value) above++;
    }
    if (above <= 2) peaks.push(voxel);
  }
  return peaks;
}

/** The most by which a voxel exceeds or falls below its sphere: of voxels whose sphere lies within the organ, and of all. */
function mostProminent({ values }: OwnField, { sign, peaks }: Spots, { sphere, axes }: Around): [number, number] {
  let [enclosed, any] = [0, 0];
  for (const voxel of peaks) {
    const value = values[voxel];
    let least = Infinity;
    let at = 0;
    // What is not the organ’s is NaN, and no difference from it is less than another.
    for (; at < FIRST && least > enclosed; at++) {
      const difference = sign * (value - values[voxel + sphere[at]]);
      if (difference < least) least = difference;
    }
    if (least <= enclosed) continue;
    let within = 0;
    for (let end = 0; end < axes.length; end++) if (values[voxel + axes[end]] > -Infinity) within++;
    if (within < PARTLY || (within < WITHIN && least <= any)) continue;
    const most = within < WITHIN ? any : enclosed;
    for (; at < sphere.length && least > most; at++) {
      const difference = sign * (value - values[voxel + sphere[at]]);
      if (difference < least) least = difference;
    }
    if (least <= most || least === Infinity) continue;
    if (within >= WITHIN) enclosed = least;
    if (least > any) any = least;
  }
  return [enclosed, any];
}
