import { voxelCount, type OrganVolume, type VisionEncoder } from '@totalfm/core';
import { visibleFeeds, visibleInputs } from '@totalfm/networks';
import { encoderErrors } from '../errors.ts';
import type { PatchPlan } from './patch-order.ts';
import type { VolumeInputs } from './volume-inputs.ts';

/** Rooms are so many parts of all patches: a program is compiled for each that is needed. */
const ROOMS = 4;

/**
 * Inputs with room for the tokens of these volumes' organs and hardly more. Each volume's patches that its organ touches come first,
 * others of it fill the room. `feeds` throws `TFM_VISION_ROOM` for a volume that needs more.
 */
export function fittingRoom(
  { inputs, feeds }: VolumeInputs,
  plan: PatchPlan,
  volumes: readonly OrganVolume[],
): Pick<VisionEncoder, 'inputs' | 'feeds'> {
  const most = Math.max(0, ...volumes.map(({ mask }) => (mask ? organFirst(mask, plan).touched : plan.tokens)));
  const room = Math.ceil((plan.tokens * Math.max(1, Math.ceil((ROOMS * most) / plan.tokens))) / ROOMS);
  return {
    inputs: (batch) => ({ ...inputs(batch), ...visibleInputs(batch, room) }),
    feeds(some, augment) {
      const given = feeds(some, augment);
      const voxels = voxelCount(plan.size);
      const order = some.map((volume, index) => {
        const { order, touched } = organFirst(given.mask.subarray(index * voxels, (index + 1) * voxels), plan);
        if (touched > room) throw tooLarge(volume, touched, room);
        return order;
      });
      return { ...given, ...visibleFeeds(plan.tokens, order, room) };
    },
  };
}

/** Patches in their order, those that a mask touches before the others: what `presentTokens` is to find in the room. An empty one is all. */
function organFirst(mask: ArrayLike<number>, plan: PatchPlan) {
  const marks = touchedPatches(mask, plan);
  const all = Array.from(marks, (_, patch) => patch);
  const inside = all.filter((patch) => marks[patch] === 1);
  return {
    order: Int32Array.from([...inside, ...all.filter((patch) => marks[patch] === 0)]),
    touched: inside.length || plan.tokens,
  };
}

/** 1 for each patch with a voxel of the mask. */
function touchedPatches(mask: ArrayLike<number>, { size, patch, grid, tokens }: PatchPlan): Uint8Array {
  const [nx, ny, nz] = size;
  const marks = new Uint8Array(tokens);
  for (let z = 0, voxel = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = grid[0] * (Math.floor(y / patch[1]) + grid[1] * Math.floor(z / patch[2]));
      for (let x = 0; x < nx; x++, voxel++) if (mask[voxel]) marks[row + Math.floor(x / patch[0])] = 1;
    }
  }
  return marks;
}

const tooLarge = ({ organ }: OrganVolume, touched: number, room: number) =>
  encoderErrors.TFM_VISION_ROOM({
    organ,
    message: `The organ touches ${touched} patches; the encoder was fitted to volumes of at most ${room}.`,
    fix: 'Embed it with an encoder that was fitted to it: `encoder.fitting([volume])`.',
  });
