import type { VoxelArray } from '@totalfm/core';

/** How one voxel is stored: a plain number. */
export interface VoxelType {
  readonly bytes: 1 | 2 | 4 | 8;
  /** A view of `buffer` in this machine's byte order. */
  view(buffer: ArrayBuffer): VoxelArray | BigInt64Array | BigUint64Array;
}

export const voxelTypes = {
  int8: { bytes: 1, view: (buffer) => new Int8Array(buffer) },
  uint8: { bytes: 1, view: (buffer) => new Uint8Array(buffer) },
  int16: { bytes: 2, view: (buffer) => new Int16Array(buffer) },
  uint16: { bytes: 2, view: (buffer) => new Uint16Array(buffer) },
  int32: { bytes: 4, view: (buffer) => new Int32Array(buffer) },
  uint32: { bytes: 4, view: (buffer) => new Uint32Array(buffer) },
  int64: { bytes: 8, view: (buffer) => new BigInt64Array(buffer) },
  uint64: { bytes: 8, view: (buffer) => new BigUint64Array(buffer) },
  float32: { bytes: 4, view: (buffer) => new Float32Array(buffer) },
  float64: { bytes: 8, view: (buffer) => new Float64Array(buffer) },
} as const satisfies Record<string, VoxelType>;

export type VoxelTypeName = keyof typeof voxelTypes;
