import type { VoxelArray } from '@totalfm/core';

/** A NIfTI voxel type that is a plain number. */
export interface NiftiDataType {
  readonly code: number;
  readonly bytes: 1 | 2 | 4 | 8;
  /** A view of `buffer` in this machine's byte order. */
  view(buffer: ArrayBuffer): VoxelArray | BigInt64Array | BigUint64Array;
}

/** Names and codes as in `nifti1.h`. */
export const niftiDataTypes = {
  uint8: { code: 2, bytes: 1, view: (buffer) => new Uint8Array(buffer) },
  int16: { code: 4, bytes: 2, view: (buffer) => new Int16Array(buffer) },
  int32: { code: 8, bytes: 4, view: (buffer) => new Int32Array(buffer) },
  float32: { code: 16, bytes: 4, view: (buffer) => new Float32Array(buffer) },
  float64: { code: 64, bytes: 8, view: (buffer) => new Float64Array(buffer) },
  int8: { code: 256, bytes: 1, view: (buffer) => new Int8Array(buffer) },
  uint16: { code: 512, bytes: 2, view: (buffer) => new Uint16Array(buffer) },
  uint32: { code: 768, bytes: 4, view: (buffer) => new Uint32Array(buffer) },
  int64: { code: 1024, bytes: 8, view: (buffer) => new BigInt64Array(buffer) },
  uint64: { code: 1280, bytes: 8, view: (buffer) => new BigUint64Array(buffer) },
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
