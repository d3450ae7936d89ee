import type { StructureCode, Volume, VolumeGeometry } from '../domain/volume.ts';
import type { Warn } from '../errors.ts';

/** What can be seen of a path without knowing its format. */
export interface PathSample {
  readonly path: string;
  /** Its name within its folder. A hint at most: content decides. */
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** A file's first bytes, at most 4,096; those that a gzip stream inflates to, where it is one. Empty for a folder. */
  readonly head: Uint8Array;
  readonly gzipped: boolean;
  /** Names within a folder, sorted. Empty for a file. */
  readonly names: readonly string[];
}

export interface ReadVolumeOptions {
  readonly signal?: AbortSignal;
  /** Which volume of a file that holds several (time points, phases), from 0. Absent: it must hold exactly one. */
  readonly frame?: number;
  /** Which series of a folder that holds several: a SeriesInstanceUID of DICOM. Absent: the reader chooses, and says why. */
  readonly series?: string;
  /** Told of what is readable but odd, with its evidence: no orientation, uneven slices. The file is its place. */
  readonly warn?: Warn;
}

/** A label map as its file states it. */
export interface LabelFile {
  readonly volume: Volume;
  /** Structure name by number, where the file says so. */
  readonly names?: ReadonlyMap<number, string>;
  /** What numbers stand for by codes, where the file says so. */
  readonly codes?: ReadonlyMap<number, StructureCode>;
}

/**
 * Reads one image format. A component that a plugin brings, with no needs, and options with defaults, since no experiment
 * names it: {@link VolumeFiles} asks all of them which one knows a path, so nothing else names a format. Every method but `recognizes` is called with paths that it recognised, throws coded
 * errors with the file as their place (`TFM_FILE_MISSING` where there is none), and throws `TFM_CANCELLED` within a
 * second of an aborted signal.
 */
export interface VolumeReader {
  /** The component's id: `nifti`. */
  readonly id: string;
  /** Changes whenever the same file gives another volume: part of the revision of every exam read by it. */
  readonly version: string;
  /** What it reads, in words, for messages: `NIfTI-1 and NIfTI-2`. */
  readonly format: string;
  /** What names of its files usually end in, longest first: `.nii.gz`, `.nii`. Never decides; a file's stem is what is left. */
  readonly extensions: readonly string[];
  /**
   * Whether this is one of its own, whatever its name. A file is judged by its first bytes; for a folder (a series) or an
   * archive it may open what is in it. True for a file that is its own and damaged: reading says what is wrong with it.
   */
  recognizes(sample: PathSample, signal?: AbortSignal): boolean | Promise<boolean>;
  /**
   * The volume in LPS millimetres, with stored values turned into what they mean (slope and intercept: HU of a CT) once.
   * Whole numbers that fit come as Int16Array, or 8-bit types as they are stored. A file cut short or damaged is an error.
   */
  read(path: string, options?: ReadVolumeOptions): Promise<Volume>;
  /** The geometry that `read` would give, bit for bit, without reading voxels. */
  header(path: string, options?: ReadVolumeOptions): Promise<VolumeGeometry>;
  /** As `read`, with the names of numbers. Absent: the format has no names. */
  readLabelMap?(path: string, options?: ReadVolumeOptions): Promise<LabelFile>;
  /**
   * Every file that `read` reads, sorted: a header's detached data, too. Absent: the file itself, or all files below the
   * folder. What an exam's revision is made from.
   */
  files?(path: string, signal?: AbortSignal): Promise<readonly string[]>;
}
