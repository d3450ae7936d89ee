import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Characters that are written at once. */
const PART = 1 << 16;

/** The lines of a JSONL file that fits in memory. */
export async function readJsonLines<T>(file: string): Promise<readonly T[]> {
  return parseJsonLines<T>(await readFile(file, 'utf8'));
}

/** The values of JSON lines, of which none is cut short. */
export const parseJsonLines = <T>(text: string): readonly T[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

/** The lines of a JSONL file of any length: no more than a part of it is in memory. */
export async function* streamJsonLines<T>(file: string): AsyncGenerator<T> {
  let rest = '';
  for await (const part of createReadStream(file, { encoding: 'utf8', highWaterMark: PART }) as AsyncIterable<string>) {
    const end = part.lastIndexOf('\n');
    if (end < 0) {
      rest += part;
      continue;
    }
    yield* parseJsonLines<T>(rest + part.slice(0, end));
    rest = part.slice(end + 1);
  }
  yield* parseJsonLines<T>(rest);
}

/** JSON lines in parts, so that no list is ever one text. */
export async function* jsonLineParts(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let text = '';
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < PART) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
