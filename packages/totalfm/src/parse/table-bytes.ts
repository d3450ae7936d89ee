import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { decodeBytes, encodingProblem, markedEncoding } from '@totalfm/core';
import { diskError } from '@totalfm/imaging';
import { decodeCell, type DecodedCell } from './decode-cell.ts';

/** A table's bytes, in an encoding that keeps commas, quotes and line ends as ASCII has them. */
export interface TableBytes {
  /** The bytes from this one on; a byte-order mark is left out. */
  from(start: number): Readable;
  /** Where the first line after this byte that holds anything ends. */
  nextLine(start: number): Promise<number>;
  /** The text of a cell whose bytes were read one a character (Latin-1). */
  readCell(cell: string): DecodedCell;
}

/** Tables of UTF-8 are streamed, and so are those that nobody says an encoding of. All others are read whole. */
export async function openTable(file: string, encoding?: string): Promise<TableBytes> {
  try {
    if (!(await stat(file)).isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
    const marked = markedEncoding(await firstBytes(file));
    const name = marked ?? encoding ?? 'utf-8';
    if (name !== 'utf-8') return turned(await readFile(file), name);
    const mark = marked ? 3 : 0;
    return {
      ...withLines((start) => createReadStream(file, { start: start + mark })),
      readCell: (cell) => readCell(cell, marked ?? encoding),
    };
  } catch (error) {
    throw diskError(error, file);
  }
}

/** A table as UTF-8, in which U+FFFD stands for what was not of its encoding. */
function turned(bytes: Uint8Array, encoding: string): TableBytes {
  const whole = Buffer.from(decodeBytes(bytes, encoding, { fatal: false }));
  const problem = encodingProblem(bytes, encoding);
  // A lone surrogate of UTF-16 spoils one character, and says nothing of the others.
  const lenient = encoding.startsWith('utf-16');
  return {
    ...withLines((start) => Readable.from([whole.subarray(start)])),
    readCell(cell) {
      const read = readCell(cell, 'utf-8');
      return !lenient && read.text?.includes('\ufffd') ? { problem } : read;
    },
  };
}

/** Most cells are ASCII. */
const readCell = (cell: string, encoding: string | undefined): DecodedCell =>
  /^[\t\r\n -~]*$/.test(cell) ? { text: cell } : decodeCell(Buffer.from(cell, 'latin1'), encoding);

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0).finally(() => handle.close());
  return buffer.subarray(0, bytesRead);
}

function withLines(from: TableBytes['from']): Pick<TableBytes, 'from' | 'nextLine'> {
  return {
    from,
    async nextLine(start) {
      let at = start;
      let filled = false;
      for await (const chunk of from(start) as AsyncIterable<Buffer>) {
        for (const byte of chunk) {
          at++;
          if (byte === 0x0a && filled) return at;
          filled ||= byte > 0x20;
        }
      }
      return at;
    },
  };
}
