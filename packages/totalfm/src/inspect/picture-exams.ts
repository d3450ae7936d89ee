import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  isTotalFmError,
  throwIfAborted,
  writeFileWhole,
  type Exam,
  type LabelMap,
  type ProgressSink,
  type Volume,
} from '@totalfm/core';
import { labelsOnGrid } from '@totalfm/imaging';
import { labelSources, slots, type LabelSource } from '@totalfm/pipeline';
import { threePlanesPng } from '@totalfm/run-report';
import { openRunArtifacts, type OpenedExperiment } from '@totalfm/runtime';
import { warn } from '../console/warn.ts';
import { appErrors } from '../errors.ts';
import { maskQuality } from '../volume/mask-quality.ts';

interface Pictures {
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/**
 * Three planes of every exam of a run, organs outlined: `DIR/exam-1.png`, and the reasons to doubt its masks. Exams that cannot be
 * opened are told, and left out.
 */
export async function pictureExams(dir: string, opened: OpenedExperiment, out: string, { progress, signal }: Pictures) {
  let [made, seen] = [0, 0];
  const doubts: Record<string, readonly string[]> = {};
  await mkdir(out, { recursive: true });
  for await (const { exam, cohort, labels } of segmentedExams(dir, opened)) {
    throwIfAborted(signal);
    try {
      const opened = await openSegmented(await cohort.open(exam, signal), labels, signal);
      await writeFileWhole(join(out, `${exam}.png`), picture(opened));
      made++;
      const { doubts: own } = maskQuality(opened.ct, opened.labelMap);
      if (own.length > 0) doubts[exam] = own;
    } catch (error) {
      if (!isTotalFmError(error) || error.code === 'TFM_CANCELLED') throw error;
      warn(error.toJSON());
    }
    progress.update(++seen, seen);
  }
  const lines = Object.entries(doubts).flatMap(([exam, own]) => own.map((one) => `${exam}: doubt: ${one}`));
  return {
    json: { out, pictures: made, exams: seen, doubts },
    text: [`${made} pictures of ${seen} exams in ${out}`, ...lines].join('\n'),
  };
}

/** The same of one exam. */
export async function pictureExam(dir: string, opened: OpenedExperiment, id: string, out: string): Promise<void> {
  for await (const { exam, cohort, labels } of segmentedExams(dir, opened)) {
    if (exam !== id) continue;
    await mkdir(dirname(out), { recursive: true });
    return await writeFileWhole(out, picture(await openSegmented(await cohort.open(id), labels)));
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
  const artifacts = await openRunArtifacts(dir, opened);
  const container = opened.container();
  try {
    const { cohort, segmenter } = await container.components({ cohort: slots.cohort, segmenter: slots.segmenter });
    for await (const one of labelSources(segmenter, await artifacts.of('segment'))) yield { ...one, cohort };
  } finally {
    await container.dispose();
    await artifacts.close();
  }
}

interface Segmented {
  readonly ct: Volume;
  /** On the grid of the CT. */
  readonly labelMap: LabelMap;
}

async function openSegmented(exam: Exam, labels: LabelSource, signal?: AbortSignal): Promise<Segmented> {
  const ct = await exam.ct(signal);
  const labelMap = await labels(exam, signal);
  return { ct, labelMap: { ...labelMap, volume: labelsOnGrid(labelMap.volume, ct).volume } };
}

const picture = ({ ct, labelMap }: Segmented): Buffer => threePlanesPng({ ct, labels: labelMap.volume });
