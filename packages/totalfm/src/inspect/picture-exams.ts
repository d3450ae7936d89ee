import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isTotalFmError, throwIfAborted, writeFileWhole, type Exam, type ProgressSink } from '@totalfm/core';
import { labelsOnGrid } from '@totalfm/imaging';
import { labelSources, slots, type LabelSource } from '@totalfm/pipeline';
import { threePlanesPng } from '@totalfm/run-report';
import { artifactOfRun, type OpenedExperiment } from '@totalfm/runtime';
import { warn } from '../console/warn.ts';
import { appErrors } from '../errors.ts';

interface Pictures {
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/** Three planes of every exam of a run, organs outlined: `DIR/exam-1.png`. Exams that cannot be opened are told, and left out. */
export async function pictureExams(dir: string, opened: OpenedExperiment, out: string, { progress, signal }: Pictures) {
  let [made, seen] = [0, 0];
  await mkdir(out, { recursive: true });
  for await (const { exam, cohort, labels } of segmentedExams(dir, opened)) {
    throwIfAborted(signal);
    try {
      await writeFileWhole(join(out, `${exam}.png`), await picture(await cohort.open(exam, signal), labels, signal));
      made++;
    } catch (error) {
      if (!isTotalFmError(error) || error.code === 'TFM_CANCELLED') throw error;
      warn(error.toJSON());
    }
    progress.update(++seen, seen);
  }
  return { json: { out, pictures: made, exams: seen }, text: `${made} pictures of ${seen} exams in ${out}` };
}

/** The same of one exam. */
export async function pictureExam(dir: string, opened: OpenedExperiment, id: string, out: string): Promise<void> {
  for await (const { exam, cohort, labels } of segmentedExams(dir, opened)) {
    if (exam !== id) continue;
    await mkdir(dirname(out), { recursive: true });
    return await writeFileWhole(out, await picture(await cohort.open(id), labels));
  }
  throw appErrors.TFM_INSPECT_NOT_FOUND({
    exam: id,
    file: dir,
    message: `The run has no label map of ${id}.`,
    fix: 'See what became of the exam: `totalfm inspect RUN EXAM`.',
  });
}

/** The exams of a run that have a label map, in the cohort's order. */
async function* segmentedExams(dir: string, opened: OpenedExperiment) {
  const artifact = await artifactOfRun(dir, 'segment');
  const container = opened.container();
  try {
    const { cohort, segmenter } = await container.components({ cohort: slots.cohort, segmenter: slots.segmenter });
    for await (const one of labelSources(segmenter, artifact)) yield { ...one, cohort };
  } finally {
    await container.dispose();
  }
}

async function picture(exam: Exam, labels: LabelSource, signal?: AbortSignal): Promise<Buffer> {
  const ct = await exam.ct(signal);
  return threePlanesPng({ ct, labels: labelsOnGrid((await labels(exam, signal)).volume, ct).volume });
}
