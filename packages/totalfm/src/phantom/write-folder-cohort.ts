import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import { throwIfAborted, type Cohort, type Exam, type LabelMap, type ProgressSink } from '@totalfm/core';
import { writeNifti } from '@totalfm/imaging';

export interface WriteFolderOptions {
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/**
 * Writes the exams of a cohort as the `folder` cohort reads them: `<dir>/<exam>/ct.nii.gz`, `segmentation.nii.gz`,
 * `report.txt`, `exam.json`, `truth.json`, and `<dir>/split.csv`. Each exam appears whole or not at all; those that are
 * there already are left alone. Returns the number of exams.
 */
export async function writeFolderCohort(
  cohort: Cohort,
  dir: string,
  { progress, signal }: WriteFolderOptions,
): Promise<number> {
  const list = await cohort.list(signal);
  await mkdir(dir, { recursive: true });
  for (const [index, { id }] of list.entries()) {
    throwIfAborted(signal);
    const target = join(dir, id);
    if (!(await exists(target))) {
      const part = join(dir, `.${id}.part`);
      await rm(part, { recursive: true, force: true });
      await mkdir(part);
      await writeExam(await cohort.open(id, signal), part, signal);
      await rename(part, target);
    }
    progress.update(index + 1, list.length);
  }
  await writeFile(
    join(dir, 'split.csv'),
    ['exam,split', ...list.map(({ id, split }) => `${id},${split}`), ''].join('\n'),
  );
  return list.length;
}

async function writeExam(exam: Exam, dir: string, signal?: AbortSignal): Promise<void> {
  // Level 1: a phantom is noise for the most part, and hardly gets smaller with more effort.
  await writeNifti(join(dir, 'ct.nii.gz'), await exam.ct(signal), { level: 1 });
  if (exam.labelMap) await writeLabels(await exam.labelMap(signal), dir);
  const report = await exam.report(signal);
  if (report !== undefined) await writeFile(join(dir, 'report.txt'), report);
  await writeFile(join(dir, 'exam.json'), `${JSON.stringify({ patient: exam.patient })}\n`);
  const truth = await exam.truth?.(signal);
  if (truth) await writeFile(join(dir, 'truth.json'), `${JSON.stringify(truth, undefined, 1)}\n`);
}

/** One file where the numbers are TotalSegmentator's, one mask a structure where they are not. */
async function writeLabels({ volume, names }: LabelMap, dir: string): Promise<void> {
  const used = new Set<number>(volume.data);
  const strange = [...used].filter((label) => label !== 0 && names.get(label) !== totalSegmentatorNames.get(label));
  if (strange.length === 0) return writeNifti(join(dir, 'segmentation.nii.gz'), volume, { level: 1 });
  await mkdir(join(dir, 'segmentation'));
  for (const [label, name] of names) {
    if (!used.has(label)) continue;
    const mask = Uint8Array.from(volume.data as Iterable<number>, (value) => (value === label ? 1 : 0));
    await writeNifti(join(dir, 'segmentation', `${name}.nii.gz`), { ...volume, data: mask }, { level: 1 });
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
