import { join } from 'node:path';
import type { ExamListing } from '@totalfm/core';
import { readJsonLines, type Artifact } from '@totalfm/runtime';

/** Exams that are worked on, and written, as one unit: what a kill costs at most. Part of the names of artifacts. */
export const examsPerChunk = 8;

export const examListFile = 'exams.jsonl';
export const journalFile = 'journal.jsonl';

/** The exams that ingest let through, in the cohort's order. */
export const readExams = (ingest: Artifact): Promise<readonly ExamListing[]> =>
  readJsonLines<ExamListing>(join(ingest.dir, examListFile));

/** Items in chunks of a fixed size, the last one shorter. */
export const inChunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) => items.slice(chunk * size, (chunk + 1) * size));
