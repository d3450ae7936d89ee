import { voxelCount, type Feeds, type InputSpecs, type OrganVolume, type Random, type Triple } from '@totalfm/core';
import { huNote, copyVoxels, drawFlips, packHu } from '@totalfm/networks';
import type { VideoVitOptions } from './options.ts';
import { organNotes, partIndex, SCALE_FEATURES, scaleFeatures } from './organ-token.ts';

export interface VolumeInputs {
  inputs(batch: number): InputSpecs;
  readonly notes: Readonly<Record<string, string>>;
  feeds(volumes: readonly OrganVolume[], augment?: Random): Feeds;
}

/** What the encoder is given of each volume: HU, the organ's mask where it is asked for, the organ, and its physical size. */
export function volumeInputs(
  { organMask, tokens }: Pick<VideoVitOptions, 'organMask' | 'tokens'>,
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
      hu: huNote(size),
      ...(organMask && {
        mask: `1 where a voxel is the organ’s, else 0, on the grid of hu; all 1 where there is no mask.${tokens === 'organ' ? ' Patches without a 1 are not looked at.' : ''}`,
      }),
      ...organNotes(parts),
    },
    feeds(volumes, augment) {
      const flips = volumes.map(() => drawFlips(augment));
      const hu = packHu(volumes, size, flips);
      const mask = new Float32Array(organMask ? volumes.length * voxels : 0);
      volumes.forEach((volume, index) => {
        if (!organMask) return;
        const [from, to] = [index * voxels, (index + 1) * voxels];
        // A volume without a mask is all organ.
        if (volume.mask) copyVoxels(volume.mask, size, flips[index], mask.subarray(from, to));
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
