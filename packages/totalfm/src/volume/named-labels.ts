import { nameStructures } from '@totalfm/anatomy';
import { readLabelFile } from '@totalfm/cohorts';
import type { LabelMap, ReadVolumeOptions, VolumeFiles } from '@totalfm/core';
import { wholeLabels } from '@totalfm/imaging';
import { appErrors } from '../errors.ts';

/** The label map of a file, its structures by TotalSegmentator's names. Says so where the file names none. */
export async function namedLabels(
  files: VolumeFiles,
  path: string,
  reading: ReadVolumeOptions,
): Promise<Omit<LabelMap, 'assumed'>> {
  const { volume, names, codes, assumed } = await readLabelFile(files, path, reading);
  if (assumed) reading.warn?.(unnamed(path).toJSON());
  return {
    volume: wholeLabels(volume),
    names: assumed ? names : nameStructures({ names, codes }),
    ...(codes && { codes }),
  };
}

const unnamed = (file: string) =>
  appErrors.TFM_LABELS_UNNAMED({
    file,
    message: `${file} has no names for its numbers: those of TotalSegmentator v2 are taken.`,
    fix: 'Take its numbers for what its writer says they are, or give a folder of one mask a structure.',
  });
