import { voxelCount, type OrganVolume, type Triple } from '@totalfm/core';
import { madeUp } from '@totalfm/testing';

/** The volumes that `ct_clip.py` makes: noise around a slope, some of it beyond the window. */
export function madeUpVolumes(batch: number, size: Triple): readonly OrganVolume[] {
  const [nx, ny, nz] = size;
  const voxels = voxelCount(size);
  const noise = madeUp(1, batch * voxels);
  return Array.from({ length: batch }, (_, index) => ({
    organ: 'exam',
    size,
    extentMm: size,
    organExtentMm: size,
    organMl: 1,
    hu: Int16Array.from({ length: voxels }, (_, voxel) => {
      const [x, y, z] = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / nx / ny)];
      const slope = 1500 * Math.sin((5 * x) / nx) * Math.cos((3 * y) / ny + (2 * z) / nz);
      return Math.round(slope + 300 * noise[index * voxels + voxel]);
    }),
  }));
}
