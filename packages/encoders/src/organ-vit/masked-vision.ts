import type { Feeds, InputSpecs, MaskedVision, Masking, Random, Tensors, VisionEncoder } from '@totalfm/core';
import { applyWindows, ownRows, PLACE, type Slots } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import { windowBounds } from '../video-vit/options.ts';
import { CELL_VOXELS, CELLS, copyPatch } from './copy-patch.ts';
import { drawTubes } from './draw-tubes.ts';
import { layOut, writePlace, type LaidVolume } from './lay-out.ts';
import type { OrganVitOptions } from './options.ts';
import { part, slotsOfVolume } from './pack.ts';

const PATCH_VOXELS = CELLS * CELL_VOXELS;

/** The encoder up to its tokens. */
export interface TokenEncoder {
  inputs(batch: number, slots: Slots): InputSpecs;
  /** Packs the patches of volumes; `augment` draws those that are left out where there is no room. */
  feeds(laid: readonly LaidVolume[], slots: Slots, augment?: Random): Feeds;
  /** [slots, dim], after the last norm. */
  encode(parameters: Tensors, inputs: Tensors): tf.Tensor;
}

/**
 * Masked pretraining: a few tubes of an organ’s patches are encoded, a row for each volume, and the voxels of others are to be rebuilt. What
 * sums up a whole volume (its size, its density and its mean HU) is told as ever.
 */
export function maskedVision(
  { dim, windows, room, mirror }: OrganVitOptions,
  { inputs, feeds, encode }: TokenEncoder,
  whole: VisionEncoder,
): MaskedVision {
  const bounds = windowBounds(windows);
  const patchLength = PATCH_VOXELS * bounds.length;
  return {
    tokenWidth: dim,
    patchLength,
    placeLength: PLACE,
    parameters: whole.parameters,
    whole,
    masking(ratio): Masking {
      const seen = Math.max(1, Math.round(room * (1 - ratio)));
      // Whole blocks of slots, of which the organ token has one: tubes are longer in one organ than in another.
      const length = slotsOfVolume(seen);
      // Of a large organ, half of what is hidden is rebuilt (VideoMAE V2, Wang et al. 2023): most organs have no more.
      const [visible, masked] = [length - 1, Math.ceil((room - seen) / 2)];
      const ofVisible = (values: tf.Tensor) => {
        const width = values.shape[1] as number;
        return tf.slice(tf.reshape(values, [-1, length, width]), [0, 1, 0], [-1, visible, width]);
      };
      return {
        visible,
        masked,
        inputs: (batch) => ({
          ...inputs(batch, ownRows(batch, length)),
          maskedVoxels: { shape: [batch, masked, PATCH_VOXELS], dtype: 'int32' },
          maskedPlace: { shape: [batch, masked, PLACE], dtype: 'float32' },
          isMasked: { shape: [batch, masked], dtype: 'float32' },
        }),
        feeds(volumes, random) {
          const drawn = volumes.map((volume) => {
            const laid = layOut(volume, random, mirror);
            return { laid, ...drawTubes(laid, { window: room, visible, masked }, ratio, random) };
          });
          const seenOnly = drawn.map(({ laid, visible: patches }) => ({ ...laid, patches }));
          return { ...feeds(seenOnly, ownRows(volumes.length, length)), ...maskedFeeds(drawn, masked) };
        },
        encodeVisible: (p, given) => ofVisible(encode(p, given)),
        targets({ maskedVoxels }) {
          const hu = tf.floor(tf.mul(tf.cast(maskedVoxels, 'float32'), 0.5));
          return tf.concat(applyWindows(hu, bounds), 2);
        },
        places: ({ place, maskedPlace }) => tf.concat([ofVisible(place), maskedPlace], 1),
        present: ({ isPatch, isMasked }) => tf.concat([tf.squeeze(ofVisible(isPatch), [2]), isMasked], 1),
      };
    },
  };
}

function maskedFeeds(
  drawn: readonly { readonly laid: LaidVolume; readonly masked: readonly number[] }[],
  room: number,
): Feeds {
  const slots = drawn.length * room;
  const maskedVoxels = new Int32Array(slots * PATCH_VOXELS);
  const maskedPlace = new Float32Array(slots * PLACE);
  const isMasked = new Float32Array(slots);
  drawn.forEach(({ laid, masked }, volume) =>
    masked.forEach((patch, index) => {
      const slot = volume * room + index;
      copyPatch(laid, patch, part(maskedVoxels, slot, PATCH_VOXELS));
      writePlace(laid, patch, part(maskedPlace, slot, PLACE));
      isMasked[slot] = 1;
    }),
  );
  return { maskedVoxels, maskedPlace, isMasked };
}
