import type { VoxelArray } from '@totalfm/core';
import { voxelTypes, type VoxelType } from '../raw/voxel-types.ts';

/** A NIfTI voxel type that is a plain number. */
export interface NiftiDataType extends VoxelType {
  readonly code: number;
}

/** Names and codes as in `nifti1.h`. */
export const niftiDataTypes = {
  uint8: { code: 2, ...voxelTypes.uint8 },
  int16: { code: 4, ...voxelTypes.int16 },
  int32: { code: 8, ...voxelTypes.int32 },
  float32: { code: 16, ...voxelTypes.float32 },
  float64: { code: 64, ...voxelTypes.float64 },
  int8: { code: 256, ...voxelTypes.int8 },
  uint16: { code: 512, ...voxelTypes.uint16 },
  uint32: { code: 768, ...voxelTypes.uint32 },
  int64: { code: 1024, ...voxelTypes.int64 },
  uint64: { code: 1280, ...voxelTypes.uint64 },
} as const satisfies Record<string, NiftiDataType>;

export const dataTypeOfCode: ReadonlyMap<number, NiftiDataType> = new Map(
  Object.values(niftiDataTypes).map((type) => [type.code, type]),
);

/** The NIfTI type that stores an array as it is. */
export function dataTypeOfArray(data: VoxelArray): NiftiDataType {
  if (data instanceof Int16Array) return niftiDataTypes.int16;
  if (data instanceof Uint8Array) return niftiDataTypes.uint8;
  if (data instanceof Int8Array) return niftiDataTypes.int8;
  if (data instanceof Uint16Array) return niftiDataTypes.uint16;
  if (data instanceof Int32Array) return niftiDataTypes.int32;
  if (data instanceof Uint32Array) return niftiDataTypes.uint32;
  return data instanceof Float32Array ? niftiDataTypes.float32 : niftiDataTypes.float64;
}
