import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writing } from '@totalfm/core';
import type { Exam, ExamParts, LabelMap, OrganPair, Volume } from '@totalfm/core';
import { writeOutcomes, type Artifact, type ChunkContext } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { eachExam } from '../exams/exam-chunk.ts';
import { examsPerChunk, readExams } from '../exams/exam-list.ts';
import { runExamStage, type ExamTask } from '../exams/exam-stage.ts';
import { labelTable, readLabelMap, type LabelMapEntry } from '../exams/label-map-store.ts';
import { readPiece } from '../exams/piece-file.ts';
import type { StageContext, StageResult } from '../stage-context.ts';
import { reportsFile, type ParsedExam } from './parse.ts';

export interface PairInputs {
  readonly ingest: Artifact;
  readonly segment: Artifact;
  readonly parse: Artifact;
}

interface PairArgs {
  /** Folder of the parse artifact. */
  readonly parsed: string;
  /** Folder of the segment artifact, where it holds label maps. */
  readonly labels?: string;
}

/** The pair store's folder inside a pair artifact, for `PairStore.open`. */
export const pairStoreDir = (pairArtifactDir: string): string => join(pairArtifactDir, 'store');

/** Cuts every exam into organ pairs and stores them. */
export async function pair(context: StageContext, { ingest, segment, parse }: PairInputs): Promise<StageResult> {
  const { container } = context;
  const store = await container.get('store');
  const stored = segment.manifest.files.some((file) => file.path === labelTable);
  const args: PairArgs = { parsed: parse.dir, ...(stored ? { labels: segment.dir } : {}) };
  return runExamStage(context, {
    recipe: {
      stage: 'pair',
      config: {
        pairs: container.identity('pairs'),
        store: container.identity('store'),
        segmenter: container.experiment.segmenter.use,
        parser: container.experiment.parser.use,
        examsPerChunk,
      },
      inputs: { ingest: ingest.id, segment: segment.id, parse: parse.id },
    },
    exams: await readExams(ingest),
    after: [segment, parse],
    args,
    chunk: pairChunk,
    finish: (work, chunks) => writing(work.dir, () => store.finish(pairStoreDir(work.dir), chunks, context.signal)),
  });
}

/** Makes and stores the pairs of one chunk of exams. */
export async function pairChunk(
  { chunk, args: { dir, scratch, exams, parsed, labels } }: ExamTask<PairArgs>,
  context: ChunkContext,
): Promise<void> {
  const { container, signal } = context;
  const [segmenter, maker, store] = await Promise.all([
    container.get('segmenter'),
    container.get('pairs'),
    container.get('store'),
  ]);
  const reports = new Map(
    (await readPiece<ParsedExam>(join(parsed, reportsFile), chunk)).map(({ exam, report }) => [exam, report]),
  );
  const maps = new Map(
    labels ? (await readPiece<LabelMapEntry>(join(labels, labelTable), chunk)).map((entry) => [entry.exam, entry]) : [],
  );
  const pairs: OrganPair[] = [];
  const outcomes = await eachExam('pair', exams, context, async (exam) => {
    const ct = await exam.ct(signal);
    const parts: ExamParts = {
      exam,
      ct,
      labelMap: await labelMapOf(exam, ct),
      report: reports.get(exam.id) ?? { findings: [], mentioned: [] },
      segmenter: container.experiment.segmenter.use,
      parser: container.experiment.parser.use,
    };
    const made = await maker.pairs(parts, signal);
    pairs.push(...made);
    const suspicions = maker.suspicions?.(parts) ?? [];
    if (made.length > 0) return suspicions;
    return [
      ...suspicions,
      pipelineErrors
        .TFM_NO_ORGANS({
          exam: exam.id,
          stage: 'pair',
          message: 'The label map shows none of the experiment’s organs.',
          fix: 'Look at the label map, and at `organs` of the experiment.',
        })
        .toJSON(),
    ];
  });
  const storeDir = pairStoreDir(dir);
  await writing(storeDir, async () => {
    await mkdir(storeDir, { recursive: true });
    await store.writePiece(storeDir, chunk, pairs, signal);
  });
  await writeOutcomes(scratch, chunk, outcomes);

  function labelMapOf(exam: Exam, ct: Volume): Promise<LabelMap> {
    const entry = maps.get(exam.id);
    return labels && entry ? readLabelMap(labels, chunk, entry) : segmenter.segment(exam, ct, signal);
  }
}
