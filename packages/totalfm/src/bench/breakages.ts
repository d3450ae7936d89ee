import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Volume } from '@totalfm/core';
import { encodeNifti, readNifti, writeNifti } from '@totalfm/imaging';

/** One way in which an exam's folder is broken, and what a run has to say of it. */
export interface Breakage {
  readonly name: string;
  readonly code: string;
  /** `warning`: the exam is done all the same. */
  readonly level: 'error' | 'warning';
  /** Breaks the exam in this folder, which is sound. */
  apply(dir: string): Promise<void>;
}

const ct = (dir: string) => join(dir, 'ct.nii.gz');
const labels = (dir: string) => join(dir, 'segmentation.nii.gz');
const rewrite = async (file: string, change: (volume: Volume) => Volume) =>
  writeNifti(file, change(await readNifti(file)));

export const breakages: readonly Breakage[] = [
  {
    name: 'truncated CT',
    code: 'TFM_NIFTI_TRUNCATED',
    level: 'error',
    apply: async (dir) => truncate(ct(dir), (await readFile(ct(dir))).length >> 1),
  },
  { name: 'CT of no bytes', code: 'TFM_VOLUME_FORMAT', level: 'error', apply: (dir) => truncate(ct(dir), 0) },
  {
    name: 'no image',
    code: 'TFM_VOLUME_FORMAT',
    level: 'error',
    apply: (dir) => writeFile(ct(dir), 'GIF89a, renamed by somebody'),
  },
  {
    name: 'header of negative sizes',
    code: 'TFM_NIFTI_DIMENSIONS',
    level: 'error',
    async apply(dir) {
      const bytes = Buffer.from(encodeNifti(await readNifti(ct(dir))));
      // dim[1] of NIfTI-1.
      bytes.writeInt16LE(-7, 42);
      await writeFile(ct(dir), bytes);
    },
  },
  {
    name: 'CT missing',
    code: 'TFM_FOLDER_CT_MISSING',
    level: 'error',
    apply: (dir) => rm(ct(dir)),
  },
  {
    name: 'label map of another place',
    code: 'TFM_SEGMENTATION_GRID',
    level: 'error',
    apply: (dir) => rewrite(labels(dir), (volume) => ({ ...volume, origin: [2000, 0, 0] })),
  },
  {
    name: 'label map missing',
    code: 'TFM_SEGMENTATION_MISSING',
    level: 'error',
    apply: (dir) => rm(labels(dir)),
  },
  {
    name: 'label map without a label',
    code: 'TFM_SEGMENTATION_EMPTY',
    level: 'error',
    apply: (dir) => rewrite(labels(dir), (volume) => ({ ...volume, data: new Uint8Array(volume.data.length) })),
  },
  {
    name: 'voxels that are no numbers',
    code: 'TFM_CT_SUSPECT',
    level: 'warning',
    apply: (dir) =>
      rewrite(ct(dir), (volume) => ({
        ...volume,
        data: Float32Array.from(volume.data, (hu, voxel) => (voxel % 10 === 0 ? NaN : hu)),
      })),
  },
  {
    name: 'empty report',
    code: 'TFM_REPORT_MISSING',
    level: 'warning',
    apply: (dir) => writeFile(join(dir, 'report.txt'), '\n'),
  },
];
