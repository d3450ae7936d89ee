import { parse, type Options } from 'csv-parse';
import { throwIfAborted } from '@totalfm/core';
import type { CsvBytes } from './csv-bytes.ts';
import type { RowPlace } from './table.ts';

/** A record of a table of text; cells have one character for each of their bytes. */
export interface CsvRecord {
  readonly place: RowPlace;
  readonly cells: readonly string[];
  /** A quote of it never closes: its cells are those before it. */
  readonly unclosed?: true;
}

export const parsing = (delimiter: string): Options => ({
  delimiter,
  encoding: 'latin1',
  info: true,
  record_delimiter: ['\r\n', '\n'],
  skip_empty_lines: true,
  relax_quotes: true,
  relax_column_count: true,
});

/**
 * Every record, in order. After one whose quote never closes, reading goes on at the line after the one that it starts in, so
 * that one quote does not swallow the rest of the file.
 */
export async function* csvRecords(
  source: CsvBytes,
  delimiter: string,
  signal?: AbortSignal,
): AsyncGenerator<CsvRecord> {
  let [bytes, lines] = [0, 0];
  for (;;) {
    let unclosed = false;
    const [firstByte, firstLine] = [bytes, lines];
    const stream = source.from(bytes);
    const parser = parse({
      ...parsing(delimiter),
      skip_records_with_error: true,
      on_skip: () => void (unclosed = true),
    });
    stream.on('error', (error) => parser.destroy(error));
    for await (const { record, info } of stream.pipe(parser) as AsyncIterable<Parsed>) {
      throwIfAborted(signal);
      const start = bytes;
      bytes = firstByte + info.bytes;
      lines = firstLine + info.lines;
      yield { cells: record, place: { line: lines - lineEndsIn(record), start, end: bytes } };
    }
    if (!unclosed) return;
    const start = bytes;
    const skipped = await nextLine(source, bytes);
    bytes = skipped.end;
    lines += skipped.lines;
    const [before] = (await source.slice(start, bytes)).toString('latin1').trimStart().split('"', 1);
    yield { cells: before.split(delimiter).slice(0, -1), unclosed: true, place: { line: lines, start, end: bytes } };
  }
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number; readonly bytes: number };
}

/** A record is counted at the line where it ends. */
function lineEndsIn(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}

/** Where the first line after this byte that holds anything ends. */
async function nextLine(source: CsvBytes, start: number): Promise<{ readonly end: number; readonly lines: number }> {
  let [end, lines, filled] = [start, 0, false];
  for await (const chunk of source.from(start) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      end++;
      if (byte === 0x0a) {
        lines++;
        if (filled) return { end, lines };
      }
      filled ||= byte > 0x20;
    }
  }
  return { end, lines: lines + 1 };
}
