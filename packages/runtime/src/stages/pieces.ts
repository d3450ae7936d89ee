import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole, type StoredFiles } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import { jsonLines } from '../artifacts/json-text.ts';
import { joinPieces, openPieces } from '../journal/piece-file.ts';
import { pieceName } from '../journal/piece-name.ts';

/** Where a chunk's piece goes. Everything in `dir` but `scratch` becomes the artifact. */
export interface PiecePlace {
  readonly dir: string;
  readonly scratch: string;
  readonly chunk: number;
  readonly signal?: AbortSignal;
}

/** What holds the pieces of a finished stage. */
export type PieceSource = Pick<Artifact, 'dir' | 'files'>;

export interface PieceWriter<Result> {
  /** In the order of the chunk's exams. */
  add(exam: string, result: Result): Promise<void> | void;
  /** Writes the piece, whole or not at all. */
  close(): Promise<void>;
}

/** Where the pieces of all chunks are joined. */
export interface FinishPlace extends Omit<PiecePlace, 'chunk'> {
  readonly chunks: number;
  /** What writers put into `dir`, on whichever machine. */
  readonly files: StoredFiles;
}

export interface PieceReader<Value> {
  /** What a stage made of the exams of a chunk, by exam. */
  read(chunk: number): Promise<ReadonlyMap<string, Value>>;
  close(): Promise<void>;
}

/**
 * How a stage that goes exam by exam keeps what it makes: a piece a chunk of exams, in any order, each written whole or not
 * at all; then joined once, so that bytes depend on results only.
 */
export interface Pieces<Components, Result, Value> {
  writer(components: Components, place: PiecePlace): PieceWriter<Result>;
  /** Joins pieces 0 … chunks − 1: what writers put into `scratch` lies there, and what they put into `dir` is read through `files`. */
  finish(components: Components, place: FinishPlace): Promise<void>;
  open(components: Components, source: PieceSource, signal?: AbortSignal): Promise<PieceReader<Value>>;
  /** What {@link open} would give for a result, for a stage that goes over the same exam right after. */
  pass(result: Result): Value;
}

interface Line<Result> {
  readonly exam: string;
  readonly result: Result;
}

/** Results as JSON lines, `{ "exam", KEY }`, in one file with an index of its chunks. */
export function jsonPieces<Result>(file: string, key: string): Pieces<unknown, Result, Result> {
  const folder = file.replace(/\.jsonl$/, '');
  const toLine = ({ exam, result }: Line<Result>) => ({ exam, [key]: result });
  return {
    writer(_, { scratch, chunk }) {
      const lines: Line<Result>[] = [];
      return {
        add: (exam, result) => void lines.push({ exam, result }),
        async close() {
          await mkdir(join(scratch, folder), { recursive: true });
          await writeFileWhole(join(scratch, folder, pieceName(chunk)), jsonLines(lines.map(toLine)));
        },
      };
    },
    finish: (_, { dir, scratch, chunks }) => joinPieces(join(scratch, folder), chunks, join(dir, file)),
    async open(_, { dir }) {
      const pieces = await openPieces<{ readonly exam: string } & Record<string, Result>>(join(dir, file));
      return {
        read: async (chunk) => new Map((await pieces.lines(chunk)).map((line) => [line.exam, line[key]])),
        close: () => pieces.close(),
      };
    },
    pass: (result) => result,
  };
}
