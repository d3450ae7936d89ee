import { nameStructures, totalSegmentatorNames } from '@totalfm/anatomy';
import { maskFiles } from '@totalfm/cohorts';
import {
  throwIfAborted,
  type LabelMap,
  type ReadVolumeOptions,
  type Volume,
  type VolumeFiles,
  type Warn,
} from '@totalfm/core';
import { appErrors } from '../errors.ts';
import { huAt, measureStructures, reorientLike, sameGrid, wholeLabels } from '@totalfm/imaging';
import { stat } from 'node:fs/promises';

export interface StructureStats {
  readonly voxels: number;
  readonly volumeMm3: number;
  /** Mean of the CT over the structure's voxels; null where none of them lies within the CT. */
  readonly meanHu: number | null;
}

type Reading = Pick<ReadVolumeOptions, 'signal' | 'warn'>;

/**
 * Measures each structure on its own grid: voxels and volume are those of the mask as it is stored; HU are those of the CT at
 * the centres of its voxels, linear between the CT's own where the grids differ.
 */
export async function structureStats(
  files: VolumeFiles,
  { ct, segmentation }: { readonly ct: string; readonly segmentation: string },
  reading: Reading = {},
): Promise<ReadonlyMap<string, StructureStats>> {
  const hu = await files.open(ct, reading);
  const found = new Map<string, StructureStats>();
  for await (const labels of labelMapsOf(files, segmentation, reading)) {
    throwIfAborted(reading.signal);
    const onGrid = { ...labels, volume: reorientLike(labels.volume, hu) };
    const values = sameGrid(onGrid.volume, hu) ? hu : huAt(hu, onGrid.volume);
    for (const [name, { voxels, volumeMm3, meanHu }] of measureStructures(values, onGrid))
      found.set(name, { voxels, volumeMm3, meanHu: Number.isFinite(meanHu) ? meanHu : null });
  }
  return found;
}

/** A label map as it is, or each mask of a folder of masks: masks may overlap, and lie on grids of their own. */
async function* labelMapsOf(files: VolumeFiles, path: string, reading: Reading): AsyncGenerator<LabelMap> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder || (await files.readerOf(path, reading.signal))) {
    const { volume, names, codes } = await files.labelMap(path, reading);
    const labels = wholeLabels(volume);
    if (!names) warnUnnamed(path, reading.warn);
    yield { volume: labels, names: named(labels, names ? nameStructures({ names, codes }) : totalSegmentatorNames) };
    return;
  }
  for (const { structure, path: mask, reader } of await maskFiles(files, path, reading.signal)) {
    const { data, ...geometry } = await reader.read(mask, reading);
    yield {
      volume: { ...geometry, data: Uint8Array.from(data as Uint8Array, (value) => Number(value > 0.5)) },
      names: new Map([[1, structure]]),
    };
  }
}

/** Says that a label map's numbers were taken for TotalSegmentator's. */
export function warnUnnamed(file: string, warn?: Warn): void {
  const told = appErrors.TFM_LABELS_UNNAMED({
    file,
    message: `${file} has no names for its numbers: those of TotalSegmentator v2 are taken.`,
    fix: 'Take its numbers for what its writer says they are, or give a folder of one mask a structure.',
  });
  warn?.(told.toJSON());
}

/** Names for every number: one that no structure has is called by its number. */
function named({ data }: Volume, names: LabelMap['names']): LabelMap['names'] {
  const all = new Map(names);
  for (const label of new Set(data as Iterable<number>))
    if (label !== 0 && !all.has(label)) all.set(label, String(label));
  return all;
}
