import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeFileWhole } from '@totalfm/core';
import type { ErrorRecord } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import { jsonLines } from '../artifacts/json-text.ts';

/** What became of one exam in a stage: one line of `journal.jsonl`. */
export interface ExamOutcome {
  readonly exam: string;
  /** `skipped`: an earlier stage had no result for it. */
  readonly status: 'done' | 'failed' | 'skipped';
  /** Why it failed. */
  readonly error?: ErrorRecord;
  /** Name of the stage that it was lost in, where it was skipped. */
  readonly lostIn?: string;
  /** What the reader should know although the exam is done. */
  readonly warnings?: readonly ErrorRecord[];
}

/** A stage's outcomes, in a finished artifact. */
export const journalFile = 'journal.jsonl';

/** File name of a chunk's piece: sorts as the chunks do. */
export const pieceName = (chunk: number, extension = 'jsonl'): string =>
  `${String(chunk).padStart(6, '0')}.${extension}`;

/** The journal of a stage in progress, one piece for each finished chunk, in a stage's scratch folder. */
const journalDir = (scratch: string) => join(scratch, 'journal');

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

/** Outcomes of chunks 0 … chunks − 1 in the order of exams. */
export async function readOutcomes(scratch: string, chunks: number): Promise<readonly ExamOutcome[]> {
  const outcomes: ExamOutcome[] = [];
  for (let chunk = 0; chunk < chunks; chunk++)
    outcomes.push(...(await readJsonLines<ExamOutcome>(join(journalDir(scratch), pieceName(chunk)))));
  return outcomes;
}

/** The journal of a finished artifact; empty for a stage that kept none. */
export const readJournal = ({ dir, manifest }: Artifact): Promise<readonly ExamOutcome[]> =>
  manifest.files.some((file) => file.path === journalFile)
    ? readJsonLines<ExamOutcome>(join(dir, journalFile))
    : Promise.resolve([]);

/** The lines of a JSONL file that fits in memory. */
export async function readJsonLines<T>(file: string): Promise<readonly T[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** The lines of a JSONL file of any length. */
export async function* streamJsonLines<T>(file: string): AsyncIterable<T> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
    if (line) yield JSON.parse(line) as T;
}
