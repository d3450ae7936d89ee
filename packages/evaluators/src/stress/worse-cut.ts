import {
  mapTriple,
  type OrganVolume,
  type StructureMeasure,
  type Triple,
  type Volume,
  type VoxelArray,
} from '@totalfm/core';
import { dilate, resampleToSize, type Box } from '@totalfm/imaging';
import { voxelMm, type Change } from './worse-scan.ts';

/**
 * The scan ends within the organ, above or below: a share of the organ's height is missing, and the rest is cut anew, as a cutter
 * would. Its voxels are those of the volume, so that no detail comes back; which structures are left is not known, so that none is told.
 */
export const cutOff =
  (share: number): Change =>
  (volume, random) => {
    const { mask, size, extentMm, organExtentMm, organMl } = volume;
    const [low, high] = heightOf(volume);
    const lost = Math.round(share * (high - low));
    const [start, end] = random.chance(0.5) ? [low + lost, size[2]] : [0, high - lost];
    if (lost === 0 || end <= start) return volume;
    const box: Box = { start: [0, 0, start], end: [size[0], size[1], end] };
    const shown = <Data extends VoxelArray>(data: Data, mode: 'area' | 'nearest') =>
      resampleToSize(asVolume(volume, data), size, mode, box).data;
    const area = size[0] * size[1];
    const kept = mask && countOf(mask.subarray(start * area, end * area)) / Math.max(1, countOf(mask));
    const { structures: _unknown, ...rest } = volume;
    return {
      ...rest,
      hu: shown(volume.hu, 'area'),
      ...(mask && { mask: shown(mask, 'nearest') }),
      extentMm: [extentMm[0], extentMm[1], (extentMm[2] * (end - start)) / size[2]],
      organExtentMm: [organExtentMm[0], organExtentMm[1], organExtentMm[2] * (1 - lost / (high - low))],
      organMl: organMl * (kept ?? (end - start) / size[2]),
    };
  };

/** Slices of the organ: from the first to behind the last; all of them without a mask, or with an empty one. */
function heightOf({ mask, size }: OrganVolume): readonly [number, number] {
  const area = size[0] * size[1];
  const first = mask?.indexOf(1) ?? -1;
  return first < 0 ? [0, size[2]] : [Math.floor(first / area), Math.floor(mask!.lastIndexOf(1) / area) + 1];
}

/** A mask that is too large everywhere. What is seen stays, since a volume holds no more than its own margin. */
export const maskDilated =
  (mm: number): Change =>
  (volume) => {
    const { mask, size, extentMm, organExtentMm, organMl, structures } = volume;
    if (!mask) return volume;
    const larger = dilate(mask, size, voxelMm(volume), mm);
    const factor = countOf(larger) / Math.max(1, countOf(mask));
    return {
      ...volume,
      mask: larger,
      ...(structures && { structures: structures.map((measure) => dilated(measure, mm, factor)) }),
      organExtentMm: mapTriple(organExtentMm, (edge, axis) => Math.min(extentMm[axis], edge + 2 * mm)),
      organMl: organMl * factor,
    };
  };

/** Of the organ's own structures, as much larger as the organ is. */
const dilated = (measure: StructureMeasure, mm: number, factor: number): StructureMeasure =>
  measure.thicknessMm
    ? {
        ...measure,
        ml: measure.ml * factor,
        thicknessMm: mapTriple(measure.thicknessMm, (thickness) => thickness + 2 * mm),
      }
    : measure;

/** A mask that lies beside its organ, along one axis, by whole voxels: what is nearer than half a voxel stays. */
export const maskShifted =
  (mm: number): Change =>
  (volume, random) => {
    const { mask, size } = volume;
    if (!mask) return volume;
    const axis = random.integer(3);
    const voxels = Math.round(mm / voxelMm(volume)[axis]) * (random.chance(0.5) ? 1 : -1);
    const stride = [1, size[0], size[0] * size[1]][axis];
    const shifted = mask.map((_, voxel) => {
      const from = (Math.floor(voxel / stride) % size[axis]) - voxels;
      return from < 0 || from >= size[axis] ? 0 : mask[voxel - voxels * stride];
    });
    return { ...volume, mask: shifted };
  };

const countOf = (mask: Uint8Array): number => mask.reduce((sum, inside) => sum + inside, 0);

const asVolume = <Data extends VoxelArray>(volume: OrganVolume, data: Data): Volume<Data> => ({
  data,
  size: volume.size,
  spacing: voxelMm(volume),
  origin: [0, 0, 0] as Triple,
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});
