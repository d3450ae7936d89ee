import type { OrganVolume, Side, StructureMeasure } from '@totalfm/core';
import { dilate } from '@totalfm/imaging';
import { erase, type ErasedHu } from '@totalfm/zero-shot';

/** A volume with its organ's mask: nothing else can be erased by organ. */
export type MaskedVolume = OrganVolume & Required<Pick<OrganVolume, 'mask'>>;

/** Farther than a voxel's farthest neighbour, in voxels: √3. */
const neighbourhood = 1.75;

/**
 * The volume with what lies around the organ filled with one HU: neighbouring organs, fat, air. Voxels next to the mask stay,
 * because they are in part the organ's. Undefined where the mask leaves nothing else.
 */
export function withoutSurroundings(volume: MaskedVolume, { around }: ErasedHu): OrganVolume | undefined {
  const kept = dilate(volume.mask, volume.size, [1, 1, 1], neighbourhood);
  if (around === undefined || kept.every((inside) => inside !== 0)) return undefined;
  return { ...erase({ ...volume, mask: kept }, { around }), mask: volume.mask };
}

export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** The volume of one side as if the patient were mirrored: left and right turned round, and called the other side. */
export function mirrored(volume: MaskedVolume, side: Side): OrganVolume {
  const { hu, mask, size, structures } = volume;
  return {
    ...volume,
    side: otherSide(side),
    hu: turned(hu, size[0]),
    mask: turned(mask, size[0]),
    ...(structures && { structures: structures.map(turnedRound) }),
  };
}

const turnedRound = (measure: StructureMeasure): StructureMeasure => ({
  ...measure,
  structure: measure.structure.replace(/(?<=_)(left|right)(?=_|$)/, (side) => otherSide(side as Side)),
});

/** Each row of `width` voxels the other way round. */
function turned<Data extends Int16Array | Uint8Array>(data: Data, width: number): Data {
  const result = data.slice() as Data;
  for (let row = 0; row < result.length; row += width) result.subarray(row, row + width).reverse();
  return result;
}
