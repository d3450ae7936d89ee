import type { ContrastPhase } from './contrast-phase.ts';
import type { Triple } from './triple.ts';

export type VoxelArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/**
 * A 3-D image with its geometry. Voxel (i, j, k) is `data[i + size[0] * (j + size[1] * k)]`: x runs fastest.
 * Its centre in millimetres, in the LPS frame of DICOM and ITK (+x left, +y posterior, +z superior), is
 * `origin + direction · (spacing ∘ (i, j, k))`.
 */
export interface Volume<Data extends VoxelArray = VoxelArray> {
  readonly data: Data;
  readonly size: Triple;
  /** Millimetres between voxel centres, all positive. */
  readonly spacing: Triple;
  /** LPS position in millimetres of the centre of voxel (0, 0, 0). */
  readonly origin: Triple;
  /** 3 × 3, row-major; column a is the LPS unit vector of axis a. */
  readonly direction: readonly number[];
  /** Of a CT as it was read: the contrast phase that its file's tags name. Absent where they name none. */
  readonly phase?: ContrastPhase;
}

/** Where a volume's voxels lie. */
export type VolumeGeometry = Omit<Volume, 'data' | 'phase'>;

/** What a label map's file says of a structure by a SNOMED CT code. */
export interface StructureCode {
  /** `10200004`: the liver. */
  readonly value: string;
  /** In words, as the file has them. */
  readonly meaning: string;
  /** Of a structure that the body has twice, where the code itself does not tell. */
  readonly side?: 'left' | 'right';
}

/** A volume whose values are structure numbers, with the name of each number. 0 is background. */
export interface LabelMap {
  readonly volume: Volume;
  /** Structure name (TotalSegmentator's where it has one) by number. */
  readonly names: ReadonlyMap<number, string>;
  /** The file says nothing of names: these are assumed, and may be those of another version of its writer. */
  readonly assumed?: true;
  /** Codes by number, where the file has some. */
  readonly codes?: ReadonlyMap<number, StructureCode>;
}
