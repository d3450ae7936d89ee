import { open, readFile } from 'node:fs/promises';
import { writeFileWhole } from '@totalfm/core';
import { jsonText } from '../artifacts/json-text.ts';
import { parseJsonLines } from './json-lines-file.ts';
import { pieceBytes } from './piece-bytes.ts';

/** Joins the pieces `000000.jsonl`, `000001.jsonl`, … of a folder into one file, and writes where each begins. */
export async function joinPieces(pieces: string, chunks: number, file: string): Promise<void> {
  const offsets = [0];
  async function* parts(): AsyncGenerator<Buffer> {
    for await (const part of pieceBytes(pieces, chunks)) {
      offsets.push(offsets[offsets.length - 1] + part.length);
      yield part;
    }
  }
  await writeFileWhole(file, parts());
  await writeFileWhole(indexOf(file), jsonText({ offsets }));
}

/** The chunks of a joined file. */
export interface PieceFile<Line> {
  readonly chunks: number;
  lines(chunk: number): Promise<readonly Line[]>;
  close(): Promise<void>;
}

export async function openPieces<Line>(file: string): Promise<PieceFile<Line>> {
  const { offsets } = JSON.parse(await readFile(indexOf(file), 'utf8')) as { offsets: readonly number[] };
  const handle = await open(file, 'r');
  return {
    chunks: offsets.length - 1,
    async lines(chunk) {
      const length = offsets[chunk + 1] - offsets[chunk];
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offsets[chunk]);
      return parseJsonLines<Line>(buffer.toString('utf8'));
    },
    close: () => handle.close(),
  };
}

const indexOf = (file: string) => file.replace(/\.jsonl$/, '.index.json');
