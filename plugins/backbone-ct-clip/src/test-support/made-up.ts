import { product, type NamedTensor } from '@totalfm/compute';
import { voxelCount, type OrganVolume, type Triple } from '@totalfm/core';

/** Numbers from −1 to 1 that any language makes alike: `made_up` of `ct_clip.py`. */
function madeUp(phase: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const x = Math.sin(phase + 12.9898 * i) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  });
}

/** The tensor of the official model that `ct_clip.py` makes under this name. */
export function madeUpTensor({ name, shape }: { name: string; shape: readonly number[] }): NamedTensor {
  const phase = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const values = madeUp(phase, product(shape));
  const middle = name.endsWith('bias') ? 0 : 1;
  const spread = Math.sqrt(3 / product(shape.slice(shape[0] > 1 ? 1 : 2)));
  const data = Float32Array.from(values, (value) => (shape.length === 1 ? middle + 0.1 * value : value * spread));
  return { shape, data };
}

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
