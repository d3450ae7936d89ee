import { voxelCount, type OrganVolume, type Triple, type TruePlace, type VolumeRow } from '@totalfm/core';
import { bordersOf, occlude, type EmbedVolumes, type ErasedHu, type VoxelBox } from '@totalfm/zero-shot';

/** How far a finding's score falls without each of the blocks that a volume consists of. */
export interface HeatMap {
  readonly size: Triple;
  readonly blocks: readonly VoxelBox[];
  readonly falls: readonly number[];
}

/** The blocks of a volume: `count` along each axis, or single voxels where an axis has fewer. */
export function blocksOf(size: Triple, count: number): readonly VoxelBox[] {
  const [x, y, z] = size.map((length) => bordersOf(length, count));
  const spans = (borders: readonly number[]) => borders.slice(1).map((end, at) => [borders[at], end] as const);
  return spans(z).flatMap(([z0, z1]) =>
    spans(y).flatMap(([y0, y1]) => spans(x).map(([x0, x1]): VoxelBox => ({ start: [x0, y0, z0], end: [x1, y1, z1] }))),
  );
}

/** Erases block after block: organ and surroundings each with their own HU, so that a block leaves no edges. */
export async function heatMapOf(
  volume: OrganVolume,
  { blocks: count, fill, embed }: { readonly blocks: number; readonly fill: ErasedHu; readonly embed: EmbedVolumes },
  fallOf: (vector: Float32Array) => number,
): Promise<HeatMap> {
  const blocks = blocksOf(volume.size, count);
  const vectors = await occlude(volume, blocks, fill, embed);
  return { size: volume.size, blocks, falls: vectors.map(fallOf) };
}

/** What a heat map says of where a lesion is, each 0–1, and what a map that knows nothing would say. */
export interface Pointing {
  /** 1 where the block without which the score falls most holds a voxel of the lesion (the pointing game, Zhang et al. 2016). */
  readonly pointing: number;
  /** Share of all falls that lies in the lesion's voxels, a block's fall spread evenly over it (Wang et al. 2020). */
  readonly energy: number;
  readonly chance: { readonly pointing: number; readonly energy: number };
}

/** Holds a map against a lesion's voxels. A map without any fall is empty, points nowhere and has no energy. */
export function pointingOf({ size, blocks, falls }: HeatMap, lesion: Uint8Array): Pointing {
  const shares = blocks.map((block) => shareIn(block, size, lesion));
  const total = falls.reduce((sum, fall) => sum + Math.max(0, fall), 0);
  const within = falls.reduce((sum, fall, at) => sum + Math.max(0, fall) * shares[at], 0);
  const peak = falls.indexOf(Math.max(...falls));
  return {
    pointing: total > 0 && shares[peak] > 0 ? 1 : 0,
    energy: total > 0 ? within / total : 0,
    chance: {
      pointing: shares.filter((share) => share > 0).length / blocks.length,
      energy: lesion.reduce((sum, inside) => sum + inside, 0) / lesion.length,
    },
  };
}

export const isEmpty = ({ falls }: HeatMap): boolean => falls.every((fall) => !(fall > 0));

/** Share of a block's voxels that are the lesion's. */
function shareIn({ start, end }: VoxelBox, size: Triple, lesion: Uint8Array): number {
  let [inside, all] = [0, 0];
  for (let z = start[2]; z < end[2]; z++)
    for (let y = start[1]; y < end[1]; y++)
      for (let x = start[0]; x < end[0]; x++, all++) inside += lesion[x + size[0] * (y + size[1] * z)];
  return inside / all;
}

/**
 * Voxels of true lesions in a volume's own grid: balls of their longest diameter (points where it is not known), and one voxel around
 * them. Undefined where none of these voxels lies in the volume, or nobody knows where that lies.
 */
export function lesionVoxels(
  { size, extentMm, originMm }: Pick<VolumeRow, 'size' | 'extentMm' | 'originMm'>,
  places: readonly TruePlace[],
): Uint8Array | undefined {
  if (!originMm) return undefined;
  const lesion = new Uint8Array(voxelCount(size));
  for (const { centreMm, sizeMm = 0 } of places) {
    const squares = ([0, 1, 2] as const).map((axis) => {
      const step = extentMm[axis] / size[axis];
      return Float64Array.from({ length: size[axis] }, (_, at) => {
        return Math.max(0, Math.abs(originMm[axis] + step * at - centreMm[axis]) - step) ** 2;
      });
    });
    const limit = (sizeMm / 2) ** 2;
    for (let z = 0, voxel = 0; z < size[2]; z++)
      for (let y = 0; y < size[1]; y++)
        for (let x = 0; x < size[0]; x++, voxel++)
          if (squares[0][x] + squares[1][y] + squares[2][z] <= limit) lesion[voxel] = 1;
  }
  return lesion.includes(1) ? lesion : undefined;
}
