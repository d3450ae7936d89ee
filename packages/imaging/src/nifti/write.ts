import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { writeFileWhole } from '@totalfm/core';
import type { Volume } from '@totalfm/core';
import { dataTypeOfArray } from './data-types.ts';
import { encodeHeader, HEADER_BYTES, type NiftiHeader } from './header.ts';
import { encodeLabelTable } from './label-table.ts';
import { orientationFields } from './orientation.ts';

export interface WriteNiftiOptions {
  /** NIfTI version. Default 1, or 2 where an edge is longer than 32,767 voxels. */
  readonly version?: 1 | 2;
  /** Names of a label map's numbers, written as TotalSegmentator does. */
  readonly names?: ReadonlyMap<number, string>;
  /** zlib level of a `.gz` file, 1 (fast) to 9 (small). Default 6. */
  readonly level?: number;
}

/**
 * A volume as the bytes of a `.nii` file: little-endian, the array's own type, no scaling, sform and qform both
 * set, turned from LPS to NIfTI's RAS. The same volume gives the same bytes.
 */
export function encodeNifti(volume: Volume, options: WriteNiftiOptions = {}): Buffer {
  return Buffer.concat(niftiParts(volume, options));
}

/** Header, extensions and voxels of a file, the last without a copy. */
function niftiParts(volume: Volume, { version, names }: WriteNiftiOptions): readonly Uint8Array[] {
  const { data, size } = volume;
  const type = dataTypeOfArray(data);
  const chosen = version ?? (Math.max(...size) > 32767 ? 2 : 1);
  const extension = names ? encodeLabelTable(names) : Buffer.alloc(0);
  const header: NiftiHeader = {
    version: chosen,
    littleEndian: true,
    singleFile: true,
    datatype: type.code,
    voxelOffset: HEADER_BYTES[chosen] + 4 + extension.length,
    slope: 1,
    intercept: 0,
    units: 2,
    qformCode: 1,
    sformCode: 1,
    ...orientationFields(volume),
  };
  const head = encodeHeader(header, type.bytes * 8);
  // The first of the four bytes behind the header says that extensions follow.
  if (names) head[HEADER_BYTES[chosen]] = 1;
  return [head, extension, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

/** Writes a volume to `path`, gzipped where the name ends in `.gz`; whole or not at all. */
export async function writeNifti(path: string, volume: Volume, options: WriteNiftiOptions = {}): Promise<void> {
  const parts = niftiParts(volume, options);
  if (!path.endsWith('.gz')) return writeFileWhole(path, parts);
  await writeFileWhole(path, await promisify(gzip)(Buffer.concat(parts), { level: options.level ?? 6 }));
}
