import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import {
  sameGrid,
  throwIfAborted,
  type LabelMap,
  type ReadVolumeOptions,
  type VolumeFiles,
  type VolumeReader,
} from '@totalfm/core';
import { describeGrid, geometryOf, type Geometry } from '@totalfm/imaging';
import { cohortErrors } from './errors.ts';
import { kindOf } from './path-kind.ts';

type Reading = Pick<ReadVolumeOptions, 'signal' | 'warn'>;

/** Structure numbers from a file of any known format, or from a folder of one mask a structure. */
export async function readLabels(files: VolumeFiles, path: string, reading: Reading = {}): Promise<LabelMap> {
  const isMasks = await isMaskFolder(files, path, reading.signal);
  return isMasks ? readMaskFolder(files, path, reading) : readLabelFile(files, path, reading);
}

/** A folder that is no volume itself, as a series is. */
export const isMaskFolder = async (files: VolumeFiles, path: string, signal?: AbortSignal): Promise<boolean> =>
  (await kindOf(path)) === 'folder' && !(await files.readerOf(path, signal));

/** Numbers are named by the file itself where it has names, else by TotalSegmentator v2. */
export async function readLabelFile(files: VolumeFiles, path: string, reading: Reading): Promise<LabelMap> {
  const { volume, names, codes } = await files.labelMap(path, reading);
  return names ? { volume, names, ...(codes && { codes }) } : { volume, names: totalSegmentatorNames, assumed: true };
}

/** One mask of a folder of masks. */
export interface MaskFile {
  /** What its name is without the ending of its format. */
  readonly structure: string;
  readonly path: string;
  readonly reader: VolumeReader;
}

/** The masks of a folder, by structure: what a reader knows; hidden files and notes are left out. */
export async function maskFiles(files: VolumeFiles, dir: string, signal?: AbortSignal): Promise<readonly MaskFile[]> {
  const masks: MaskFile[] = [];
  for (const name of (await readdir(dir)).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(dir, name);
    const reader = await files.readerOf(path, signal);
    if (reader) masks.push({ structure: stemOf(name, reader), path, reader });
  }
  return masks;
}

function stemOf(name: string, { extensions }: VolumeReader): string {
  const extension = extensions.find((ending) => name.toLowerCase().endsWith(ending));
  return extension === undefined ? parse(name).name : name.slice(0, -extension.length);
}

/**
 * A folder of one mask a structure, `<structure>.nii.gz`, as one label map. Structures that TotalSegmentator does not
 * have are numbered after its own, by name. Where masks overlap, the higher number wins.
 */
async function readMaskFolder(files: VolumeFiles, dir: string, reading: Reading): Promise<LabelMap> {
  const masks = await maskFiles(files, dir, reading.signal);
  const wrong = (file: string, message: string, fix: string) => cohortErrors.TFM_FOLDER_MASKS({ file, message, fix });
  if (masks.length === 0)
    throw wrong(dir, `${dir} holds no masks.`, 'Put one <structure>.nii.gz for each structure there.');
  const byStructure = new Map(masks.map((mask) => [mask.structure, mask]));
  if (byStructure.size < masks.length)
    throw wrong(dir, `${dir} holds two masks of one structure.`, 'Keep one file for each structure.');
  const structures = numbered([...byStructure.keys()]);
  let labels = new Uint8Array(0);
  let grid: Geometry | undefined;
  for (const [number, structure] of structures) {
    throwIfAborted(reading.signal);
    const { path, reader } = byStructure.get(structure) as MaskFile;
    const mask = await reader.read(path, reading);
    if (!grid) {
      grid = geometryOf(mask);
      labels = new Uint8Array(mask.data.length);
    } else if (!sameGrid(grid, mask)) {
      throw wrong(
        path,
        `${path} has ${describeGrid(mask)}; the other masks have ${describeGrid(grid)}.`,
        'Write all masks of an exam on the grid of its CT.',
      );
    }
    for (let voxel = 0; voxel < labels.length; voxel++) if (mask.data[voxel] > 0.5) labels[voxel] = number;
  }
  return { volume: { data: labels, ...(grid as Geometry) }, names: new Map(structures) };
}

function numbered(structures: readonly string[]): Array<readonly [number, string]> {
  const known = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));
  const unknown = structures.filter((name) => !known.has(name));
  const number = (name: string) => known.get(name) ?? totalSegmentatorNames.size + 1 + unknown.indexOf(name);
  return structures.map((name) => [number(name), name] as const).sort(([a], [b]) => a - b);
}
