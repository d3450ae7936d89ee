import { appendFileSync, mkdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeError, writing } from '@totalfm/core';
import { parseJsonLines } from './json-lines-file.ts';
import { pieceName } from './piece-name.ts';

/** What a worker has in hand of a chunk, told to the disk before it is touched: whoever finds the worker dead knows what it died of. */
export interface Underway {
  begin(exam: string): Promise<void> | void;
  end(exam: string): Promise<void> | void;
}

/** Workers that died, as somebody who outlived them saw, and those that were only not heard of again: whoever pulls a plug does that, too. */
export interface DeathCount {
  readonly seen: number;
  readonly lost: number;
}

/** Deaths of workers at a chunk. */
export interface Deaths {
  /** With an exam in hand, by exam. */
  readonly byExam: ReadonlyMap<string, DeathCount>;
  /** With none. */
  readonly idle: DeathCount;
  /** How many were lost in all. */
  readonly lost: number;
}

const nobody: DeathCount = { seen: 0, lost: 0 };

interface Line {
  readonly begin?: string;
  readonly end?: string;
  readonly death?: true;
  readonly lost?: number;
}

/** In a scratch folder: what is noted of chunks. */
export const underwayDir = 'underway';

const dirOf = (scratch: string) => join(scratch, underwayDir);
const fileOf = (scratch: string, chunk: number) => join(scratch, underwayPiece(chunk));

/** What is noted of a chunk, as a path in the scratch folder. */
export const underwayPiece = (chunk: number): string => `${underwayDir}/${pieceName(chunk)}`;

/** Written at once and by the call: nothing that comes after it, not even the end of the process, comes before it. */
function append(scratch: string, chunk: number, line: Line): void {
  const file = fileOf(scratch, chunk);
  try {
    mkdirSync(dirOf(scratch), { recursive: true });
    // A line end before as well: a death may have cut the last line short.
    appendFileSync(file, `\n${JSON.stringify(line)}\n`);
  } catch (error) {
    throw writeError(error, file);
  }
}

export const openUnderway = (scratch: string, chunk: number): Underway => ({
  begin: (exam) => append(scratch, chunk, { begin: exam }),
  end: (exam) => append(scratch, chunk, { end: exam }),
});

/** A worker died while it did this chunk, seen by who outlived it. A kill of both leaves no such mark, and accuses no exam. */
export const noteDeath = (scratch: string, chunk: number): Promise<void> =>
  writing(scratch, async () => append(scratch, chunk, { death: true }));

/** So many workers have not been heard of again with this chunk: what is known of them already is not noted twice. */
export async function noteLost(scratch: string, chunk: number, lost: number): Promise<void> {
  if (lost > (await readDeaths(scratch, chunk)).lost)
    await writing(scratch, async () => append(scratch, chunk, { death: true, lost }));
}

export async function readDeaths(scratch: string, chunk: number): Promise<Deaths> {
  const text = await readFile(fileOf(scratch, chunk), 'utf8').catch(() => '');
  const inHand = new Set<string>();
  const byExam = new Map<string, DeathCount>();
  let idle = nobody;
  let lost = 0;
  for (const { begin, end, death, lost: known = 0 } of text.split('\n').flatMap(wholeLines)) {
    if (begin !== undefined) inHand.add(begin);
    if (end !== undefined) inHand.delete(end);
    const unheard = Math.max(0, known - lost);
    lost += unheard;
    if (!death) continue;
    const more = ({ seen, lost }: DeathCount): DeathCount =>
      unheard > 0 ? { seen, lost: lost + unheard } : { seen: seen + 1, lost };
    if (inHand.size === 0) idle = more(idle);
    for (const exam of inHand) byExam.set(exam, more(byExam.get(exam) ?? nobody));
    inHand.clear();
  }
  return { byExam, idle, lost };
}

export const forgetUnderway = (scratch: string, chunk: number): Promise<void> =>
  rm(fileOf(scratch, chunk), { force: true });

function wholeLines(line: string): readonly Line[] {
  try {
    return parseJsonLines<Line>(line);
  } catch {
    return [];
  }
}
