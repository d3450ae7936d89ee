import { voxelCount, type Feeds, type InputSpecs, type OrganVolume, type Random, type Triple } from '@totalfm/core';
import { encoderErrors } from '../errors.ts';
import type { VideoVitOptions } from './options.ts';
import { partIndex, scaleCentres, SCALE_FEATURES, scaleFeatures } from './organ-token.ts';

export interface VolumeInputs {
  inputs(batch: number): InputSpecs;
  readonly notes: Readonly<Record<string, string>>;
  feeds(volumes: readonly OrganVolume[], augment?: Random): Feeds;
}

/** What the encoder is given of each volume: HU, the organ's mask where it is asked for, the organ, and its physical size. */
export function volumeInputs(
  { organMask }: Pick<VideoVitOptions, 'organMask'>,
  size: Triple,
  parts: readonly string[],
): VolumeInputs {
  const voxels = voxelCount(size);
  return {
    inputs: (batch) => ({
      hu: { shape: [batch, voxels], dtype: 'float32' },
      ...(organMask ? { mask: { shape: [batch, voxels], dtype: 'float32' as const } } : {}),
      organ: { shape: [batch], dtype: 'int32' },
      scale: { shape: [batch, SCALE_FEATURES], dtype: 'float32' },
    }),
    notes: {
      hu: `HU of the crop, resampled to ${size.join(' × ')} voxels (x, y, z): x fastest, axes to the patient’s left, posterior and superior. Windows are taken inside.`,
      ...(organMask && {
        mask: '1 where a voxel is the organ’s, else 0, on the grid of hu; all 1 where there is no mask.',
      }),
      organ: `Which part it is: ${parts.map((part, index) => `${index} ${part}`).join(', ')}. A whole scan is 0.`,
      scale: `Physical size, for each of ${scaleCentres.join(', ')}: 3 · ln(value / centre), value at least 0.001; the values are the crop’s extents x, y, z in mm, the extents of the mask’s own bounding box in mm, and the mask’s ml; and last a 1.`,
    },
    feeds(volumes, augment) {
      const hu = new Float32Array(volumes.length * voxels);
      const mask = new Float32Array(organMask ? hu.length : 0);
      volumes.forEach((volume, index) => {
        checkSize(volume, size);
        const flips = drawFlips(augment);
        const [from, to] = [index * voxels, (index + 1) * voxels];
        copyVoxels(volume.hu, size, flips, hu.subarray(from, to));
        if (!organMask) return;
        // A volume without a mask is all organ.
        if (volume.mask) copyVoxels(volume.mask, size, flips, mask.subarray(from, to));
        else mask.fill(1, from, to);
      });
      return {
        hu,
        ...(organMask ? { mask } : {}),
        organ: Int32Array.from(volumes, (volume) => partIndex(parts, volume)),
        scale: Float32Array.from(volumes.flatMap(scaleFeatures)),
      };
    },
  };
}

function checkSize(volume: OrganVolume, size: Triple): void {
  if (volume.size.every((n, axis) => n === size[axis])) return;
  throw encoderErrors.TFM_VISION_SIZE({
    organ: volume.organ,
    message: `The volume has ${volume.size.join(' × ')} voxels; the vision encoder takes ${size.join(' × ')}.`,
    fix: 'Cut the volumes to the size that the encoder was trained for (`cutter.size`).',
  });
}

/** Mirrors each axis by a coin: mirroring keeps every finding's appearance. */
function drawFlips(augment?: Random): readonly [boolean, boolean, boolean] {
  return augment ? [augment.chance(0.5), augment.chance(0.5), augment.chance(0.5)] : [false, false, false];
}

/** Copies voxels as float32, mirrored along the axes that `flips` names. */
function copyVoxels(
  source: Int16Array | Uint8Array,
  [nx, ny, nz]: Triple,
  [flipX, flipY, flipZ]: readonly boolean[],
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
