import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { decodeBytes, decodeText, encodingOf, encodingProblem, markedEncoding } from '@totalfm/core';
import { tableError } from './table.ts';

/** The bytes of a table of text, in an encoding that keeps separators, quotes and line ends as ASCII has them. */
export interface CsvBytes {
  /** The bytes from this one on; a byte-order mark is left out and not counted. */
  from(start: number): Readable;
  slice(start: number, end: number): Promise<Buffer>;
  /** The text of a cell whose bytes were read one a character (Latin-1); undefined where it is of another encoding. */
  decode(cell: string): string | undefined;
  /** What its encoding is called. */
  readonly encoding: string;
}

/** Encodings in which a comma's byte may be half of a character: such tables are turned into UTF-8 in memory. */
const notLikeAscii = /^(utf-16|iso-2022)/;

/** `head` are the file's first bytes. Throws `TFM_COHORT_TABLE`. */
export async function openCsvBytes(file: string, head: Uint8Array, asked: string): Promise<CsvBytes> {
  const marked = markedEncoding(head);
  const encoding = marked ?? encodingOf(asked) ?? asked;
  if (notLikeAscii.test(encoding)) return turned(await readFile(file), encoding);
  if (!marked) refuseOther(file, head, encoding);
  const mark = marked ? 3 : 0;
  return {
    encoding,
    from: (start) => createReadStream(file, { start: start + mark }),
    slice: (start, end) => sliceOf(file, start + mark, end - start),
    decode: (cell) => (isAscii(cell) ? cell : decodeText(Buffer.from(cell, 'latin1'), encoding)?.text),
  };
}

/** Most cells are ASCII. */
const isAscii = (cell: string) => /^[\t\r\n -~]*$/.test(cell);

/** UTF-16 without a mark would be read as cells full of zeros. */
function refuseOther(file: string, head: Uint8Array, encoding: string): void {
  if (!head.includes(0)) return;
  const { what, looksLike } = encodingProblem(head, encoding);
  throw tableError(
    file,
    `${file} ${what}.`,
    looksLike ? `Save it as UTF-8, or set \`encoding: ${looksLike}\`.` : 'Give a CSV or Parquet file.',
  );
}

function turned(bytes: Uint8Array, encoding: string): CsvBytes {
  const whole = Buffer.from(decodeBytes(bytes, encoding, { fatal: false }));
  return {
    encoding,
    from: (start) => Readable.from([whole.subarray(start)]),
    slice: async (start, end) => whole.subarray(start, end),
    decode: (cell) => (isAscii(cell) ? cell : Buffer.from(cell, 'latin1').toString('utf8')),
  };
}

async function sliceOf(file: string, start: number, bytes: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
