import type { Volume, VolumeGeometry } from '../domain/volume.ts';
import type { LabelFile, ReadVolumeOptions, VolumeReader } from './volume-reader.ts';

/**
 * Opens volumes of any format that a loaded plugin reads: all that a component needs to know of image files. Bound by the
 * runtime. What it gives depends on files and on the reader that knows each of them, never on which others are loaded, so
 * it is no part of any artifact's name: revisions of exams hold the id and version of their reader.
 */
export interface VolumeFiles {
  /** In the order of plugins. Made when they are first needed. */
  readers(): Promise<readonly VolumeReader[]>;
  /** The first reader that recognises a file or folder; undefined where none does. Throws `TFM_FILE_MISSING`. */
  readerOf(path: string, signal?: AbortSignal): Promise<VolumeReader | undefined>;
  /**
   * A volume in LPS, in HU where it is a CT. Throws `TFM_VOLUME_FORMAT`, which says what was seen and which formats are
   * known, and what its reader throws.
   */
  open(path: string, options?: ReadVolumeOptions): Promise<Volume>;
  /** Geometry without voxels. Throws as `open`. */
  header(path: string, options?: ReadVolumeOptions): Promise<VolumeGeometry>;
  /** A volume of structure numbers, with names where the file has some. Throws as `open`. */
  labelMap(path: string, options?: ReadVolumeOptions): Promise<LabelFile>;
  /** Absolute or relative as `path` is: every file that `open` reads, sorted. Throws as `open`. */
  filesOf(path: string, signal?: AbortSignal): Promise<readonly string[]>;
}
