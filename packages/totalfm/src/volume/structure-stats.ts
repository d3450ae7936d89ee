import { isMaskFolder, maskFiles } from '@totalfm/cohorts';
import {
  sameGrid,
  throwIfAborted,
  type LabelMap,
  type ReadVolumeOptions,
  type Volume,
  type VolumeFiles,
} from '@totalfm/core';
import { huAt, measureStructures, reorientLike } from '@totalfm/imaging';
import { structureNumbers, type StructureNumbers } from './mask-quality.ts';
import { namedLabels } from './named-labels.ts';

type Reading = Pick<ReadVolumeOptions, 'signal' | 'warn'>;

/**
 * Measures each structure on its own grid: voxels and volume are those of the mask as it is stored; HU are those of the CT at
 * the centres of its voxels, linear between the CT's own where the grids differ.
 */
export async function structureStats(
  files: VolumeFiles,
  { ct, segmentation }: { readonly ct: string; readonly segmentation: string },
  reading: Reading = {},
): Promise<ReadonlyMap<string, StructureNumbers>> {
  const hu = await files.open(ct, reading);
  const found = new Map<string, StructureNumbers>();
  for await (const labels of labelMapsOf(files, segmentation, reading)) {
    throwIfAborted(reading.signal);
    const onGrid = { ...labels, volume: reorientLike(labels.volume, hu) };
    const values = sameGrid(onGrid.volume, hu) ? hu : huAt(hu, onGrid.volume);
    for (const [name, measure] of measureStructures(values, onGrid)) found.set(name, structureNumbers(measure));
  }
  return found;
}

/** A label map as it is, or each mask of a folder of masks: masks may overlap, and lie on grids of their own. */
async function* labelMapsOf(files: VolumeFiles, path: string, reading: Reading): AsyncGenerator<LabelMap> {
  if (!(await isMaskFolder(files, path, reading.signal))) {
    const { volume, names } = await namedLabels(files, path, reading);
    yield { volume, names: allNamed(volume, names) };
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

/** Names for every number: one that no structure has is called by its number. */
function allNamed({ data }: Volume, names: LabelMap['names']): LabelMap['names'] {
  const all = new Map(names);
  for (const label of new Set(data as Iterable<number>))
    if (label !== 0 && !all.has(label)) all.set(label, String(label));
  return all;
}
