import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { partName, type Exam, type LabelMap } from '@totalfm/core';
import { readLabelFile, readMaskFolder } from '@totalfm/cohorts';
import { readNifti } from '@totalfm/imaging';
import { createLabelFiles } from '@totalfm/segmenters';
import { appErrors } from '../errors.ts';
import type { Trained } from '../trained/open-trained.ts';
import type { NamedVectors } from './write-vectors.ts';

/** One vector for each organ part that the segmentation shows: `liver`, `kidney_left`, …. */
export async function embedCt(
  trained: Trained,
  ctFile: string,
  segmentation: string,
  signal?: AbortSignal,
): Promise<NamedVectors> {
  const ct = await readNifti(ctFile, { signal });
  const exam: Exam = {
    id: basename(ctFile),
    patient: basename(ctFile),
    split: 'test',
    ct: async () => ct,
    report: async () => undefined,
    labelMap: () => readLabels(segmentation, signal),
  };
  // A segmentation may well hold structures that this model does not know.
  const labelMap = await createLabelFiles({ unknown: 'background' }).segment(exam, ct, signal);
  const volumes = await (await trained.container.get('pairs')).volumes(ct, labelMap, signal);
  if (volumes.length === 0)
    throw appErrors.TFM_NOTHING_TO_EMBED({
      file: segmentation,
      message: 'The segmentation shows none of the organs that the model knows.',
      fix: `The model knows ${trained.experiment.organs.join(', ')}.`,
    });
  const embedder = await trained.load();
  try {
    const vectors = await embedder.embedVolumes(volumes, signal);
    return Object.fromEntries(volumes.map((volume, index) => [partName(volume), vectors[index]]));
  } finally {
    await embedder.dispose();
  }
}

async function readLabels(path: string, signal?: AbortSignal): Promise<LabelMap> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return isFolder ? readMaskFolder(path, signal) : readLabelFile(path, signal);
}
