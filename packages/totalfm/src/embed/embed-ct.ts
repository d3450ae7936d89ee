import { basename } from 'node:path';
import { partName, tokens, type Exam, type ReadVolumeOptions } from '@totalfm/core';
import { readLabels } from '@totalfm/cohorts';
import { slots } from '@totalfm/pipeline';
import { createLabelFiles } from '@totalfm/segmenters';
import { appErrors } from '../errors.ts';
import type { Trained } from '../trained/open-trained.ts';
import type { NamedVectors } from './write-vectors.ts';

/** One vector for each organ part that the segmentation shows: `liver`, `kidney_left`, …. */
export async function embedCt(
  trained: Trained,
  { ct: ctFile, segmentation }: { readonly ct: string; readonly segmentation: string },
  reading: Pick<ReadVolumeOptions, 'signal' | 'warn'>,
): Promise<NamedVectors> {
  const { signal } = reading;
  const { cutter, files } = await trained.container.components({ cutter: slots.cutter, files: tokens.VolumeFiles });
  const ct = await files.open(ctFile, reading);
  const exam: Exam = {
    id: basename(ctFile),
    patient: basename(ctFile),
    split: 'test',
    ct: async () => ct,
    report: async () => undefined,
    labelMap: () => readLabels(files, segmentation, reading),
  };
  // A segmentation may well hold structures that this model does not know.
  const labelMap = await createLabelFiles({ unknown: 'background' }).segment(exam, ct, signal);
  const volumes = (await cutter.cut(ct, labelMap, reading)).map(({ volume }) => volume);
  if (volumes.length === 0)
    throw appErrors.TFM_NOTHING_TO_EMBED({
      file: segmentation,
      message: 'The segmentation shows none of the organs that the model knows.',
      fix: `The model knows ${(trained.experiment.organs as readonly string[]).join(', ')}.`,
    });
  const embedder = await trained.load();
  try {
    const vectors = await embedder.embedVolumes(volumes, signal);
    return Object.fromEntries(volumes.map((volume, index) => [partName(volume), vectors[index]]));
  } finally {
    await embedder.dispose();
  }
}
