import { voxelCount, type OrganVolume, type Random, type Triple, type VolumeCutter } from '@totalfm/core';
import { networkErrors } from '../errors.ts';

/** The one size of the volumes that a cutter makes. Throws `TFM_VISION_ANY_SIZE` where it makes them as large as their organs. */
export function oneSize({ size }: Pick<VolumeCutter, 'size'>): Triple {
  if (size) return size;
  throw networkErrors.TFM_VISION_ANY_SIZE({
    option: 'vision.use',
    message:
      'The vision encoder takes volumes of one size, and the cutter was given `spacing`, by which each is as large as its organ.',
    fix: 'Leave `cutter.spacing` out, or use an encoder of volumes of any size, such as organ-vit.',
  });
}

/** Whether a volume is mirrored along x, y and z. */
export type Flips = readonly [boolean, boolean, boolean];

export const noFlips: Flips = [false, false, false];

/** Mirrors each axis by a coin: mirroring keeps every finding's appearance. */
export function drawFlips(augment?: Random): Flips {
  return augment ? [augment.chance(0.5), augment.chance(0.5), augment.chance(0.5)] : noFlips;
}

/** What the input `hu` of {@link packHu} is, for whoever feeds an exported file. */
export const huNote = (size: Triple): string =>
  `HU of the crop, resampled to ${size.join(' × ')} voxels (x, y, z): x fastest, axes to the patient’s left, posterior and superior. Windows are taken inside.`;

/** HU of volumes one behind the other, [volumes, z · y · x], each mirrored as `flips` says. Throws `TFM_VISION_SIZE`. */
export function packHu(volumes: readonly OrganVolume[], size: Triple, flips: readonly Flips[] = []): Float32Array {
  const voxels = voxelCount(size);
  const hu = new Float32Array(volumes.length * voxels);
  volumes.forEach((volume, index) => {
    checkSize(volume, size);
    copyVoxels(volume.hu, size, flips[index] ?? noFlips, hu.subarray(index * voxels, (index + 1) * voxels));
  });
  return hu;
}

function checkSize(volume: OrganVolume, size: Triple): void {
  if (volume.size.every((n, axis) => n === size[axis])) return;
  throw networkErrors.TFM_VISION_SIZE({
    organ: volume.organ,
    message: `The volume has ${volume.size.join(' × ')} voxels; the vision encoder takes ${size.join(' × ')}.`,
    fix: 'Cut the volumes to the size that the encoder was trained for (`cutter.size`).',
  });
}

/** Copies voxels as float32, mirrored along the axes that `flips` names. */
export function copyVoxels(
  source: Int16Array | Uint8Array,
  [nx, ny, nz]: Triple,
  [flipX, flipY, flipZ]: Flips,
  target: Float32Array,
): void {
  if (!flipX && !flipY && !flipZ) {
    target.set(source);
    return;
  }
  let to = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = nx * ((flipY ? ny - 1 - y : y) + ny * (flipZ ? nz - 1 - z : z));
      if (flipX) for (let x = nx - 1; x >= 0; x--) target[to++] = source[row + x];
      else for (let x = 0; x < nx; x++) target[to++] = source[row + x];
    }
  }
}
