import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import { throwIfAborted, type LabelMap } from '@totalfm/core';
import {
  describeGrid,
  geometryOf,
  labelTableOf,
  readNifti,
  readNiftiFile,
  sameGrid,
  type Geometry,
} from '@totalfm/imaging';
import { folderErrors } from './errors.ts';

/** One file of structure numbers: named by the file's own label table where it has one, else TotalSegmentator v2's. */
export async function readLabelFile(file: string, signal?: AbortSignal): Promise<LabelMap> {
  const { volume, extensions } = await readNiftiFile(file, { signal });
  return { volume, names: labelTableOf(extensions) ?? totalSegmentatorNames };
}

const EXTENSION = /\.nii(\.gz)?$/;

/**
 * A folder of one mask a structure, `<structure>.nii.gz`, as one label map. Structures that TotalSegmentator does not
 * have are numbered after its own, by name. Where masks overlap, the higher number wins.
 */
export async function readMaskFolder(dir: string, signal?: AbortSignal): Promise<LabelMap> {
  const files = (await readdir(dir)).filter((name) => EXTENSION.test(name)).sort();
  if (files.length === 0)
    throw folderErrors.TFM_FOLDER_MASKS({
      file: dir,
      message: `${dir} holds no masks.`,
      fix: 'Put one <structure>.nii.gz for each structure there.',
    });
  const structures = numbered(files.map((name) => name.replace(EXTENSION, '')));
  let labels = new Uint8Array(0);
  let grid: Geometry | undefined;
  for (const [number, structure] of structures) {
    throwIfAborted(signal);
    const file = join(dir, files.find((name) => name.replace(EXTENSION, '') === structure) as string);
    const mask = await readNifti(file, { signal });
    if (!grid) {
      grid = geometryOf(mask);
      labels = new Uint8Array(mask.data.length);
    } else if (!sameGrid(grid, mask)) {
      throw folderErrors.TFM_FOLDER_MASKS({
        file,
        message: `${file} has ${describeGrid(mask)}; the other masks have ${describeGrid(grid)}.`,
        fix: 'Write all masks of an exam on the grid of its CT.',
      });
    }
    for (let voxel = 0; voxel < labels.length; voxel++) if (mask.data[voxel]) labels[voxel] = number;
  }
  return { volume: { data: labels, ...(grid as Geometry) }, names: new Map(structures) };
}

function numbered(structures: readonly string[]): Array<readonly [number, string]> {
  const known = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));
  const unknown = structures.filter((name) => !known.has(name));
  const number = (name: string) => known.get(name) ?? totalSegmentatorNames.size + 1 + unknown.indexOf(name);
  return structures.map((name) => [number(name), name] as const).sort(([a], [b]) => a - b);
}
