import { join } from 'node:path';
import { writeOutcomes, type Artifact, type ArtifactRecipe, type ChunkContext } from '@totalfm/runtime';
import { eachExam } from '../exams/exam-chunk.ts';
import { examsPerChunk, readExams } from '../exams/exam-list.ts';
import { runExamStage, type ExamTask } from '../exams/exam-stage.ts';
import { createLabelMapWriter, labelTable } from '../exams/label-map-store.ts';
import { joinPieces } from '../exams/piece-file.ts';
import type { StageContext, StageResult } from '../stage-context.ts';

/** Makes the label maps. A segmenter that only reads what lies with the exam stores nothing: pair asks it again. */
export async function segment(context: StageContext, { ingest }: { readonly ingest: Artifact }): Promise<StageResult> {
  const { passthrough } = await context.container.get('segmenter');
  const recipe: ArtifactRecipe = {
    stage: 'segment',
    config: { segmenter: context.container.identity('segmenter'), examsPerChunk, passthrough },
    inputs: { ingest: ingest.id },
  };
  if (passthrough) return context.store.make(recipe, async () => {}, { signal: context.signal });
  return runExamStage(context, {
    recipe,
    exams: await readExams(ingest),
    after: [],
    args: {},
    chunk: segmentChunk,
    finish: (work, chunks) => joinPieces(join(work.scratch, 'tables'), chunks, join(work.dir, labelTable)),
  });
}

/** Segments one chunk of exams. */
export async function segmentChunk(
  { chunk, args: { dir, scratch, exams } }: ExamTask,
  context: ChunkContext,
): Promise<void> {
  const segmenter = await context.container.get('segmenter');
  const writer = createLabelMapWriter(dir, chunk);
  const outcomes = await eachExam('segment', exams, context, async (exam) => {
    const labelMap = await segmenter.segment(exam, await exam.ct(context.signal), context.signal);
    await writer.add(exam.id, labelMap);
  });
  await writer.close(join(scratch, 'tables'));
  await writeOutcomes(scratch, chunk, outcomes);
}
