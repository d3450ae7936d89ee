import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeFileWhole, writing } from '@totalfm/core';
import { jsonText } from '../artifacts/json-text.ts';
import { pieceName } from './exam-journal.ts';

/** Joins the pieces `000000.jsonl`, `000001.jsonl`, … of a folder into one file, and writes where each begins. */
export async function joinPieces(pieces: string, chunks: number, file: string): Promise<void> {
  const offsets = [0];
  async function* parts(): AsyncIterable<Buffer> {
    for (let chunk = 0; chunk < chunks; chunk++) {
      offsets.push(offsets[chunk]);
      for await (const part of createReadStream(join(pieces, pieceName(chunk))) as AsyncIterable<Buffer>) {
        offsets[chunk + 1] += part.length;
        yield part;
      }
    }
  }
  await writing(file, () => pipeline(parts, createWriteStream(file)));
  await writeFileWhole(indexOf(file), jsonText({ offsets }));
}

/** The chunks of a joined file. */
export interface PieceFile<Line> {
  lines(chunk: number): Promise<readonly Line[]>;
  close(): Promise<void>;
}

export async function openPieces<Line>(file: string): Promise<PieceFile<Line>> {
  const { offsets } = JSON.parse(await readFile(indexOf(file), 'utf8')) as { offsets: readonly number[] };
  const handle = await open(file, 'r');
  return {
    async lines(chunk) {
      const length = offsets[chunk + 1] - offsets[chunk];
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offsets[chunk]);
      return buffer
        .toString('utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line);
    },
    close: () => handle.close(),
  };
}

const indexOf = (file: string) => file.replace(/\.jsonl$/, '.index.json');
