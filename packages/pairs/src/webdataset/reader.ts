import {
  sideNumber,
  voxelCount,
  type OrganVolume,
  type StoredFiles,
  type VolumeRow,
  type VolumeStoreReader,
} from '@totalfm/core';
import { decodeNpy } from '@totalfm/imaging';
import { textOf } from '../pieces/json-lines.ts';
import { unpackBits } from './packed-mask.ts';
import { damagedShard, shardName } from './shard-names.ts';
import { readVolumeTable, type VolumeTable } from './volume-table.ts';

/** Opens a finished store: columns in memory, a row or a volume by one positional read each. */
export async function openVolumes(files: StoredFiles): Promise<VolumeStoreReader> {
  const table = await readVolumeTable(files);
  const { columns, piece, jsonOffset, jsonBytes, bytes } = table;
  const shardOf = (number: number) => files.placeOf(shardName(number));
  const partOf = async (index: number, length: number): Promise<Uint8Array> => {
    const part = await files.read(shardName(piece[index]), jsonOffset[index], length);
    if (part.length < length) throw damagedShard(shardOf(piece[index]));
    return part;
  };
  const checked = (index: number) => {
    if (index in piece) return index;
    throw new RangeError(`The store has ${columns.length} volumes; there is no volume ${index}.`);
  };
  return {
    columns,
    async rows(indices) {
      return Promise.all(
        Array.from(indices, async (index) => {
          const row = parseRow(await partOf(checked(index), jsonBytes[index]), shardOf(piece[index]));
          if (row.exam !== columns.exams[columns.exam[index]]) throw damagedShard(shardOf(piece[index]));
          return row;
        }),
      );
    },
    async volume(index) {
      return decodeVolume(table, index, await partOf(checked(index), bytes[index]), shardOf(piece[index]));
    },
    close: () => files.close(),
  };
}

function parseRow(json: Uint8Array, file: string): VolumeRow {
  try {
    return JSON.parse(textOf(json)) as VolumeRow;
  } catch (cause) {
    throw damagedShard(file, cause);
  }
}

/** One volume of the bytes from its row to the end of its HU. */
function decodeVolume(
  { columns, jsonBytes, maskAt, huAt }: VolumeTable,
  index: number,
  part: Uint8Array,
  file: string,
): OrganVolume {
  const row = parseRow(part.subarray(0, jsonBytes[index]), file);
  const { organ, side, size, extentMm, organExtentMm, organMl, structures } = row;
  if (organ !== columns.organs[columns.organ[index]] || sideNumber(side) !== columns.side[index])
    throw damagedShard(file);
  const voxels = voxelCount(size);
  try {
    const hu = decodeNpy(part.subarray(huAt[index])).data;
    if (!(hu instanceof Int16Array) || hu.length !== voxels) throw damagedShard(file);
    const mask = maskAt[index]
      ? unpackBits(decodeNpy(part.subarray(maskAt[index])).data as Uint8Array, voxels)
      : undefined;
    return {
      ...{ organ, ...(side && { side }), hu, ...(mask && { mask }), size, extentMm, organExtentMm, organMl },
      ...(structures && { structures }),
    };
  } catch (cause) {
    throw damagedShard(file, cause);
  }
}
