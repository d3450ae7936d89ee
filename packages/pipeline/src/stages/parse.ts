import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { ParsedReport } from '@totalfm/core';
import { jsonLines, pieceName, writeOutcomes, type Artifact, type ChunkContext } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { eachExam } from '../exams/exam-chunk.ts';
import { examsPerChunk, readExams } from '../exams/exam-list.ts';
import { runExamStage, type ExamTask } from '../exams/exam-stage.ts';
import { joinPieces } from '../exams/piece-file.ts';
import type { StageContext, StageResult } from '../stage-context.ts';

export const reportsFile = 'reports.jsonl';

/** One line of `reports.jsonl`. */
export interface ParsedExam {
  readonly exam: string;
  readonly report: ParsedReport;
}

/** Parses the reports. An exam without one stays, with nothing mentioned and a warning in the journal. */
export async function parse(context: StageContext, { ingest }: { readonly ingest: Artifact }): Promise<StageResult> {
  return runExamStage(context, {
    recipe: {
      stage: 'parse',
      config: { parser: context.container.identity('parser'), examsPerChunk },
      inputs: { ingest: ingest.id },
    },
    exams: await readExams(ingest),
    after: [],
    args: {},
    concurrency: () => chunksAtOnce(context),
    chunk: parseChunk,
    finish: (work, chunks) => joinPieces(join(work.scratch, 'reports'), chunks, join(work.dir, reportsFile)),
  });
}

/** Enough chunks that a parser which waits for a server is never short of reports at a chunk's end. */
async function chunksAtOnce({ container }: StageContext): Promise<number> {
  const { concurrency = 1 } = await container.get('parser');
  return concurrency > 1 ? Math.ceil(concurrency / examsPerChunk) + 1 : 1;
}

/** Parses one chunk of reports. */
export async function parseChunk({ chunk, args: { scratch, exams } }: ExamTask, context: ChunkContext): Promise<void> {
  const parser = await context.container.get('parser');
  const parsed = new Map<string, ParsedReport>();
  const outcomes = await eachExam(
    'parse',
    exams,
    context,
    async (exam) => {
      const text = await exam.report(context.signal);
      if (text?.trim()) {
        const { notices = [], ...report } = await parser.parse(text, context.signal);
        parsed.set(exam.id, report);
        return notices.map((notice) => ({ ...notice, where: { exam: exam.id, stage: 'parse', ...notice.where } }));
      }
      parsed.set(exam.id, { findings: [], mentioned: [] });
      const message = text === undefined ? 'The exam has no report.' : 'The report is empty.';
      return [
        pipelineErrors
          .TFM_REPORT_MISSING({
            exam: exam.id,
            stage: 'parse',
            message,
            fix: 'Add the report, or leave it: its organs count as unmentioned.',
          })
          .toJSON(),
      ];
    },
    parser.concurrency,
  );
  const lines = exams.flatMap(({ id }): ParsedExam[] => {
    const report = parsed.get(id);
    return report ? [{ exam: id, report }] : [];
  });
  await mkdir(join(scratch, 'reports'), { recursive: true });
  await writeFileWhole(join(scratch, 'reports', pieceName(chunk)), jsonLines(lines));
  await writeOutcomes(scratch, chunk, outcomes);
}
