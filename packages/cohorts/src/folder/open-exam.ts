import { basename, join } from 'node:path';
import { throwIfAborted, type Exam, type VolumeFiles } from '@totalfm/core';
import { inExam } from '../shared/in-exam.ts';
import { readLabels } from '../shared/label-map.ts';
import { kindOf } from '../shared/path-kind.ts';
import type { ExamEntry } from './exam-entries.ts';
import { folderErrors } from './errors.ts';
import { readReport, readTruth } from './exam-files.ts';
import { findLabels, labelPath } from './exam-parts.ts';
import { findVolumes, theVolume } from './find-volume.ts';
import type { FolderOptions } from './options.ts';

/** An exam whose parts are read when they are asked for; only whether it has labels and a truth is looked up now. */
export async function openExam(
  { id, patient, split, dir }: ExamEntry,
  options: FolderOptions,
  files: VolumeFiles,
  signal?: AbortSignal,
): Promise<Exam> {
  const labels = await findLabels(dir, options.segmentation, files, signal);
  const truth = join(dir, 'truth.json');
  return {
    id,
    patient,
    split,
    ct: (signal, warn) =>
      inExam(id, async () =>
        files.open(await ctPath(id, join(dir, options.ct), files, signal), { signal, warn, frame: options.frame }),
      ),
    report: (signal) => inExam(id, () => readReport(join(dir, options.report), options.encoding, signal)),
    ...(labels && {
      labelMap: (signal, warn) =>
        inExam(id, async () => {
          throwIfAborted(signal);
          return readLabels(files, labelPath(labels), { signal, warn });
        }),
    }),
    ...((await kindOf(truth)) === 'file' && {
      truth: (signal) =>
        inExam(id, async () => {
          throwIfAborted(signal);
          return readTruth(truth);
        }),
    }),
  };
}

async function ctPath(exam: string, name: string, files: VolumeFiles, signal?: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  const found = await findVolumes(name, files, signal);
  const path = theVolume(found, 'ct');
  if (path !== undefined) return path;
  const unknown = found.others.map((other) => basename(other)).join(', ');
  const formats = (await files.readers()).map(({ format }) => format).join('; ');
  throw folderErrors.TFM_FOLDER_CT_MISSING({
    file: name,
    message: `The exam ${exam} has no ${basename(name)}${unknown && `: ${unknown} are of no known format (${formats})`}.`,
    fix: 'Add the CT, name it by the option `ct`, or load a plugin that reads its format.',
  });
}
