import { basename } from 'node:path';
import { tokens, type Exam, type ReadVolumeOptions, type Segmenter, type StoredVolume } from '@totalfm/core';
import { readLabels } from '@totalfm/cohorts';
import { slots, volumeRow } from '@totalfm/pipeline';
import { createLabelFiles } from '@totalfm/segmenters';
import { appErrors } from '../errors.ts';
import type { Trained } from './open-trained.ts';

/** A CT that is in no cohort. */
export interface CtFiles {
  readonly ct: string;
  /** A label map of it; absent: the run's segmenter makes one. */
  readonly segmentation?: string;
}

/** What rows call the exam: nothing that is made of them tells a path, or whose scan lies there. */
export const unnamedExam = 'exam';

/**
 * The organ volumes of a CT that a model sees, with their rows; none where the label map shows no organ that it knows. Throws
 * `TFM_USAGE` without a segmentation where the run's segmenter makes none.
 */
export async function cutCt(
  trained: Pick<Trained, 'container' | 'experiment'>,
  { ct: file, segmentation }: CtFiles,
  reading: Pick<ReadVolumeOptions, 'signal' | 'warn'>,
): Promise<readonly StoredVolume[]> {
  const { signal, warn } = reading;
  const { cutter, files } = await trained.container.components({ cutter: slots.cutter, files: tokens.VolumeFiles });
  const { id, segmenter } = await segmenterFor(trained, segmentation);
  const ct = await files.open(file, reading);
  const exam: Exam = {
    id: basename(file),
    patient: basename(file),
    split: 'test',
    ct: async () => ct,
    report: async () => undefined,
    ...(segmentation !== undefined && { labelMap: () => readLabels(files, segmentation, reading) }),
  };
  const labelMap = await segmenter.segment(exam, ct, signal, warn);
  const cuts = await cutter.cut(ct, labelMap, reading);
  return cuts.map((cut) => ({ row: volumeRow(unnamedExam, cut, id), volume: cut.volume }));
}

async function segmenterFor(
  { container, experiment }: Pick<Trained, 'container' | 'experiment'>,
  segmentation: string | undefined,
): Promise<{ readonly id: string; readonly segmenter: Segmenter }> {
  // A segmentation may well hold structures that this model does not know.
  if (segmentation !== undefined) return { id: 'label-files', segmenter: createLabelFiles({ unknown: 'background' }) };
  const { segmenter } = await container.components({ segmenter: slots.segmenter });
  if (!segmenter.passthrough) return { id: (experiment.segmenter as { readonly use: string }).use, segmenter };
  throw appErrors.TFM_USAGE({
    option: '--segmentation',
    message: 'The run takes label maps from files, and no segmentation of this CT is given.',
    fix: 'Give it with -s, or name a run whose segmenter makes label maps.',
  });
}
