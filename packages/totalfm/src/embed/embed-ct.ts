import { partName, type ReadVolumeOptions } from '@totalfm/core';
import { appErrors } from '../errors.ts';
import { cutCt, type CtFiles } from '../trained/cut-ct.ts';
import type { Trained } from '../trained/open-trained.ts';
import type { NamedVectors } from './write-vectors.ts';

/** One vector for each organ part that the segmentation shows: `liver`, `kidney_left`, …. */
export async function embedCt(
  trained: Trained,
  files: CtFiles & { readonly segmentation: string },
  reading: Pick<ReadVolumeOptions, 'signal' | 'warn'>,
): Promise<NamedVectors> {
  const volumes = (await cutCt(trained, files, reading)).map(({ volume }) => volume);
  if (volumes.length === 0)
    throw appErrors.TFM_NOTHING_TO_EMBED({
      file: files.segmentation,
      message: 'The segmentation shows none of the organs that the model knows.',
      fix: `The model knows ${(trained.experiment.organs as readonly string[]).join(', ')}.`,
    });
  const embedder = await trained.load();
  try {
    const vectors = await embedder.embedVolumes(volumes, reading.signal);
    return Object.fromEntries(volumes.map((volume, index) => [partName(volume), vectors[index]]));
  } finally {
    await embedder.dispose();
  }
}
