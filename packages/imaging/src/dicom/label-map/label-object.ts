import type { LabelFile, ReadVolumeOptions } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import { planStructureSet, readStructureSet } from '../rtstruct/read-structure-set.ts';
import { scanFiles } from '../series/collect.ts';
import type { ScannedFile } from '../series/scan-file.ts';
import { planSegmentation, readSegmentation } from '../seg/read-segmentation.ts';

/** A DICOM object that is a label map. */
export interface LabelObject {
  /** Files that it is read from. */
  files(signal?: AbortSignal): Promise<readonly string[]>;
  read(reading: ReadVolumeOptions): Promise<LabelFile>;
}

const makers: Readonly<Record<string, (found: ScannedFile) => LabelObject>> = {
  segmentation: (found) => ({
    files: async () => [found.source.file],
    read: async ({ signal }) => readSegmentation(planSegmentation(found), signal),
  }),
  'structure-set': (found) => ({
    files: async (signal) => {
      const { series } = await planStructureSet(found, signal);
      return [...new Set([found.source.file, ...(series?.files ?? [])])].sort();
    },
    read: async ({ signal, warn }) => readStructureSet(await planStructureSet(found, signal), { signal, warn }),
  }),
};

/**
 * The segmentation or structure set that a path is or holds; undefined where it is or holds none. Throws
 * `TFM_DICOM_SEVERAL` where there are many, and none of them, or more than one, is of the series asked for.
 */
export async function labelObjectOf(
  path: string,
  { signal, series }: ReadVolumeOptions = {},
): Promise<LabelObject | undefined> {
  const found: ScannedFile[] = [];
  for await (const one of scanFiles(path, signal)) if (!('code' in one) && one.kind in makers) found.push(one);
  if (found.length === 0) return undefined;
  const wanted = found.filter(({ facts }) => series === undefined || facts.series === series);
  if (wanted.length !== 1) throw several(path, found);
  return makers[wanted[0].kind](wanted[0]);
}

const several = (file: string, found: readonly ScannedFile[]) =>
  imagingErrors.TFM_DICOM_SEVERAL({
    file,
    message: `${file} holds ${found.length} segmentations or structure sets, of the series ${found.map(({ facts }) => facts.series).join(', ')}.`,
    fix: 'Name one file, or ask for one by its SeriesInstanceUID (`series`).',
  });
