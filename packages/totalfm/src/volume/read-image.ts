import type { LabelFile, ReadVolumeOptions, VolumeFiles } from '@totalfm/core';
import { wholeLabels } from '@totalfm/imaging';

/** What a command with `--labels` reads: a label map of whole numbers with its names, or a volume as it is. */
export async function readImage(
  files: VolumeFiles,
  { input, labels }: { readonly input: string; readonly labels?: boolean },
  reading: ReadVolumeOptions,
): Promise<Pick<LabelFile, 'volume' | 'names'>> {
  if (!labels) return { volume: await files.open(input, reading) };
  const { volume, names } = await files.labelMap(input, reading);
  return { volume: wholeLabels(volume), names };
}
