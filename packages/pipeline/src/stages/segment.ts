import type { Exam, LabelMap, Segmenter } from '@totalfm/core';
import { join } from 'node:path';
import { defineStage, jsonPieces, openPieces, partsOf, type Pieces, type PieceSource } from '@totalfm/runtime';
import { createLabelMapFile, readLabelMap, type StoredLabelMap } from '../exams/label-map-store.ts';
import { structureVolumes } from '../exams/structure-volumes.ts';
import { segmenter } from '../slots.ts';
import { ingest } from './ingest.ts';

/** One line of `labels.jsonl`. */
interface Segmented {
  /** Millilitres by structure. */
  readonly structures: Readonly<Record<string, number>>;
  /** Where the label map is kept; absent where it lies with the exam. */
  readonly stored?: StoredLabelMap;
}

/** The label map of an exam: kept by this stage, or read again where it lies with the exam. */
export type LabelSource = (exam: Exam, signal?: AbortSignal) => Promise<LabelMap>;

const labelsFile = 'labels.jsonl';

const table = jsonPieces<Segmented>(labelsFile, 'labels');

const pieces: Pieces<{ readonly segmenter: Segmenter }, LabelMap, LabelSource> = {
  writer({ segmenter }, place) {
    const lines = table.writer(undefined, place);
    const file = segmenter.passthrough ? undefined : createLabelMapFile(place.dir, place.chunk);
    return {
      async add(exam, labelMap) {
        const structures = structureVolumes(labelMap);
        await lines.add(exam, { structures, ...(file && { stored: await file.add(labelMap) }) });
      },
      async close() {
        await file?.close();
        await lines.close();
      },
    };
  },
  finish: (_, place) => table.finish(undefined, place),
  async open({ segmenter }, artifact) {
    const lines = await table.open(undefined, artifact);
    return {
      async read(chunk) {
        const entries = [...(await lines.read(chunk))].map(([exam, { stored }]) => {
          const kept: LabelSource = () => readLabelMap(artifact.files, chunk, stored as StoredLabelMap);
          const again: LabelSource = async (one, signal) => segmenter.segment(one, await one.ct(signal), signal);
          return [exam, stored ? kept : again] as const;
        });
        return new Map(entries);
      },
      async close() {
        await lines.close();
        await artifact.files.close();
      },
    };
  },
  pass: (labelMap) => async () => labelMap,
};

/** The label map of each exam of a finished artifact, in the cohort's order. */
export async function* labelSources(
  segmenter: Segmenter,
  artifact: PieceSource,
): AsyncGenerator<{ readonly exam: string; readonly labels: LabelSource }> {
  const { chunks, close } = await openPieces(join(artifact.dir, labelsFile));
  await close();
  const reader = await pieces.open({ segmenter }, artifact);
  try {
    for (let chunk = 0; chunk < chunks; chunk++)
      for (const [exam, labels] of await reader.read(chunk)) yield { exam, labels };
  } finally {
    await reader.close();
  }
}

/** Finds the organs of every exam. Label maps are dear, so they are kept, unless they already lie with the exam. */
export const segment = defineStage({
  name: 'segment',
  title: 'Label maps',
  uses: { segmenter },
  reads: { exam: partsOf(ingest, 'ct', 'labels') },
  perExam: async ({ segmenter }, { exam }, { signal, warn }) => ({
    result: await segmenter.segment(exam, await exam.ct(signal), signal, warn),
  }),
  pieces,
});
