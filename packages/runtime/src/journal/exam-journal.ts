import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { ErrorRecord } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import { jsonLines } from '../artifacts/json-text.ts';
import { exists } from '../what-is-there.ts';
import { readJsonLines, streamJsonLines } from './json-lines-file.ts';
import { pieceBytes } from './piece-bytes.ts';
import { pieceName } from './piece-name.ts';

/** What became of one exam in a stage: one line of `journal.jsonl`. */
export interface ExamOutcome {
  readonly exam: string;
  /** `skipped`: an earlier stage had no result for it. */
  readonly status: 'done' | 'failed' | 'skipped';
  /** Why it failed; of one that is done, what of it failed. */
  readonly error?: ErrorRecord;
  /** Name of the stage that it was lost in, where it was skipped. */
  readonly lostIn?: string;
  /** What the reader should know although the exam is done. */
  readonly warnings?: readonly ErrorRecord[];
}

/** Outcomes in the order of exams, as a list or as they are read: those of a large cohort are never all in memory. */
export type ExamOutcomes = Iterable<ExamOutcome> | AsyncIterable<ExamOutcome>;

/** A stage's outcomes, in a finished artifact. */
export const journalFile = 'journal.jsonl';

/** The journal of a stage in progress, one piece for each finished chunk, in a stage's scratch folder. */
const journalDir = (scratch: string) => join(scratch, 'journal');

/** A chunk's piece of it, as a path in the scratch folder. */
export const journalPiece = (chunk: number): string => `journal/${pieceName(chunk)}`;

/** Marks a chunk as finished. Written after the chunk's data, so that what is marked is there. */
export async function writeOutcomes(scratch: string, chunk: number, outcomes: readonly ExamOutcome[]): Promise<void> {
  await mkdir(journalDir(scratch), { recursive: true });
  await writeFileWhole(join(journalDir(scratch), pieceName(chunk)), jsonLines(outcomes));
}

/** Numbers of the chunks that are finished. */
export async function finishedChunks(scratch: string): Promise<ReadonlySet<number>> {
  const names = await readdir(journalDir(scratch)).catch(() => [] as string[]);
  return new Set(names.filter((name) => /^\d+\.jsonl$/.test(name)).map((name) => Number.parseInt(name, 10)));
}

/** Whether one chunk is. */
export const isChunkFinished = (scratch: string, chunk: number): Promise<boolean> =>
  exists(join(journalDir(scratch), pieceName(chunk)));

/** Outcomes of chunks 0 … chunks − 1 in the order of exams. */
export async function* readOutcomes(scratch: string, chunks: number): AsyncGenerator<ExamOutcome> {
  for (let chunk = 0; chunk < chunks; chunk++) yield* await readChunkOutcomes(scratch, chunk);
}

export const readChunkOutcomes = (scratch: string, chunk: number): Promise<readonly ExamOutcome[]> =>
  readJsonLines<ExamOutcome>(join(journalDir(scratch), pieceName(chunk)));

/** Writes the journal of a finished stage: the pieces of chunks 0 … chunks − 1, one behind the other. */
export const joinOutcomes = (scratch: string, chunks: number, dir: string): Promise<void> =>
  writeFileWhole(join(dir, journalFile), pieceBytes(journalDir(scratch), chunks));

/** Writes the journal of a stage that works on all exams at once. */
export const writeJournal = (dir: string, outcomes: readonly ExamOutcome[]): Promise<void> =>
  writeFileWhole(join(dir, journalFile), jsonLines(outcomes));

/** The journal of a finished artifact; empty for a stage that kept none. */
export async function* readJournal({ dir, manifest }: Artifact): AsyncGenerator<ExamOutcome> {
  if (manifest.files.some((file) => file.path === journalFile))
    yield* streamJsonLines<ExamOutcome>(join(dir, journalFile));
}
