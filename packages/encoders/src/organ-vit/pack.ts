import { mapTriple, type Feeds, type InputSpecs, type OrganVolume, type Random } from '@totalfm/core';
import { layIntoRows, ownerInput, ownersOf, PLACE, type Slots } from '@totalfm/networks';
import { organCells, type OrganCells } from '../organ-density/organ-cells.ts';
import { CELL_VOXELS, CELLS, copyPatch } from './copy-patch.ts';
import { writePlace, type LaidVolume } from './lay-out.ts';

/** A volume’s slots come in blocks: maxima are taken within these first, so that little is gathered by volume. */
export const BLOCK = 8;

const slotCount = ({ rows, length }: Slots): number => rows * length;

/** Slots of a volume of so many patches: one for the organ token, and whole blocks. */
export const slotsOfVolume = (patches: number): number => BLOCK * Math.ceil((patches + 1) / BLOCK);

/** Volumes in slots: each has its organ token first, then its patches, then none to the end of a block. */
export const packedInputs = (batch: number, slots: Slots): InputSpecs => {
  const count = slotCount(slots);
  const blocks = slots.length / BLOCK;
  return {
    voxels: { shape: [count * CELLS, CELL_VOXELS], dtype: 'int32' },
    inside: { shape: [count, CELLS], dtype: 'float32' },
    mean: { shape: [count, 1, 1], dtype: 'float32' },
    place: { shape: [count, PLACE], dtype: 'float32' },
    isPatch: { shape: [count, 1], dtype: 'float32' },
    owner: ownerInput(slots, batch),
    organSlot: { shape: [batch], dtype: 'int32' },
    blocks: { shape: [batch, blocks], dtype: 'int32' },
    isBlock: { shape: [batch, blocks, 1], dtype: 'float32' },
  };
};

/** Arrays for {@link packedInputs}. Where volumes need more slots than there are, the largest lose patches: at random in training, else evenly. */
export function packVolumes(laid: readonly LaidVolume[], slots: Slots, augment?: Random): Feeds {
  const rows = layIntoRows(
    laid.map(({ patches }) => slotsOfVolume(patches.length)),
    slots,
    BLOCK,
  );
  const feeds = emptyFeeds(laid.length, slots);
  laid.forEach((one, item) => {
    const cells = cellsOf(one);
    const mean = meanInside(one.volume, cells);
    const first = rows.starts[item];
    some(one.patches, rows.counts[item] - 1, augment).forEach((patch, place) => {
      const slot = first + 1 + place;
      copyPatch(one, patch, part(feeds.voxels, slot, CELLS * CELL_VOXELS));
      copyInside(one, patch, cells, part(feeds.inside, slot, CELLS));
      writePlace(one, patch, part(feeds.place, slot, PLACE));
      feeds.mean[slot] = mean;
      feeds.isPatch[slot] = 1;
    });
    const all = slots.length / BLOCK;
    for (let block = 0; block < rows.counts[item] / BLOCK; block++) {
      feeds.blocks[item * all + block] = first / BLOCK + block;
      feeds.isBlock[item * all + block] = 1;
    }
  });
  return { ...feeds, owner: ownersOf(rows, slots), organSlot: Int32Array.from(rows.starts) };
}

/** The values of one of many of `length`. */
export const part = <Data extends Int32Array | Float32Array>(data: Data, index: number, length: number) =>
  data.subarray(index * length, (index + 1) * length) as Data;

function emptyFeeds(batch: number, slots: Slots) {
  const count = slotCount(slots);
  const blocks = (batch * slots.length) / BLOCK;
  return {
    voxels: new Int32Array(count * CELLS * CELL_VOXELS),
    inside: new Float32Array(count * CELLS),
    mean: new Float32Array(count),
    place: new Float32Array(count * PLACE),
    isPatch: new Float32Array(count),
    blocks: new Int32Array(blocks),
    isBlock: new Float32Array(blocks),
  };
}

/** All of them where there is room; else as many as there is room for, in their order. */
function some(patches: readonly number[], room: number, random?: Random): readonly number[] {
  if (patches.length <= room) return patches;
  if (!random) return Array.from({ length: room }, (_, place) => patches[Math.floor((place * patches.length) / room)]);
  return random
    .shuffle(patches)
    .slice(0, room)
    .sort((a, b) => a - b);
}

const cellsOf = ({ volume, flips, offset, grid }: LaidVolume): OrganCells =>
  organCells(volume, { flips, offset, size: mapTriple(grid, (n) => 4 * n) });

/** Mean HU inside of the organ; of all of it where no cell is inside. */
function meanInside({ hu, mask }: OrganVolume, { inside, sums }: OrganCells): number {
  let [sum, count] = [0, 0];
  for (let cell = 0; cell < inside.length; cell++) {
    if (inside[cell] === 0) continue;
    sum += sums[cell] / CELL_VOXELS;
    count++;
  }
  for (let voxel = 0, whole = count === 0; whole && voxel < hu.length; voxel++) {
    if (mask && mask[voxel] === 0) continue;
    sum += hu[voxel];
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/** Which cells of a patch lie inside of the organ, in the order of its voxels. */
function copyInside({ grid }: LaidVolume, patch: number, { inside, size }: OrganCells, target: Float32Array): void {
  const [px, py, pz] = [
    patch % grid[0],
    Math.floor(patch / grid[0]) % grid[1],
    Math.floor(patch / (grid[0] * grid[1])),
  ];
  for (let z = 0; z < 4; z++) {
    for (let y = 0; y < 4; y++) {
      const row = 4 * px + size[0] * (4 * py + y + size[1] * (4 * pz + z));
      const to = (y & 1) * 2 + (y >> 1) * 16 + (z & 1) * 4 + (z >> 1) * 32;
      for (let x = 0; x < 4; x++) target[to + (x & 1) + (x >> 1) * 8] = inside[row + x];
    }
  }
}
