import { parse, type Options } from 'csv-parse';
import { throwIfAborted } from '@totalfm/core';
import type { CsvBytes } from './csv-bytes.ts';
import { createRowStarts, isOddlyQuoted, swallowsRows, type RowStarts } from './row-starts.ts';
import type { RowPlace } from './table.ts';

/** A record of a table of text; cells have one character for each of their bytes. */
export interface CsvRecord {
  readonly place: RowPlace;
  readonly cells: readonly string[];
  /** Where a quote of it does not close in it, its last line: its cells are those before the quote. */
  readonly unclosedTo?: number;
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
 * Every record, in order; the first is the header. After one whose quote does not close in it, reading goes on at the next line
 * that begins as rows of the table do, so that one quote swallows neither the rest of the file nor the rows of other exams, and
 * the rest of its text becomes no row.
 */
export async function* csvRecords(
  source: CsvBytes,
  delimiter: string,
  signal?: AbortSignal,
): AsyncGenerator<CsvRecord> {
  const starts = createRowStarts(delimiter);
  let at: Position = { bytes: 0, lines: 0 };
  for (;;) {
    const run = soundRecords({ source, delimiter, starts, signal }, at);
    let next = await run.next();
    for (; !next.done; next = await run.next()) yield next.value;
    if (next.value === 'end') return;
    const from = next.value;
    const skipped = await skipTo(source, from, starts);
    at = skipped.to;
    const [before] = (await source.slice(from.bytes, at.bytes)).toString('latin1').trimStart().split('"', 1);
    const place = { line: skipped.line, start: from.bytes, end: at.bytes };
    yield { cells: before.split(delimiter).slice(0, -1), unclosedTo: at.lines, place };
  }
}

/** How much of a table was read. */
interface Position {
  readonly bytes: number;
  readonly lines: number;
}

interface Reading {
  readonly source: CsvBytes;
  readonly delimiter: string;
  readonly starts: RowStarts;
  readonly signal?: AbortSignal;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number; readonly bytes: number };
}

/** Records up to one whose quote does not close in it: returns where that one starts, or `end`. */
async function* soundRecords(
  { source, delimiter, starts, signal }: Reading,
  from: Position,
): AsyncGenerator<CsvRecord, Position | 'end'> {
  let at = from;
  let unclosed = false;
  // An oddly quoted record is cut short where its text goes on below: the next record tells.
  let held: { readonly record: CsvRecord; readonly before: Position } | undefined;
  const stream = source.from(from.bytes);
  const onSkip = () => void (unclosed = true);
  const parser = parse({ ...parsing(delimiter), skip_records_with_error: true, on_skip: onSkip });
  stream.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of stream.pipe(parser) as AsyncIterable<Parsed>) {
      throwIfAborted(signal);
      const before = at;
      at = { bytes: from.bytes + info.bytes, lines: from.lines + info.lines };
      if (held && !starts.has(record[0])) return held.before;
      if (held) yield held.record;
      held = undefined;
      const { bytes: end } = at;
      if (await swallowsRows(record, delimiter, () => source.slice(before.bytes, end))) return before;
      const place = { line: at.lines - lineEndsIn(record), start: before.bytes, end };
      if (isOddlyQuoted(record)) held = { record: { cells: record, place }, before };
      else {
        if (before.bytes > 0) starts.add(record[0]);
        yield { cells: record, place };
      }
    }
  } finally {
    stream.destroy();
  }
  if (held) yield held.record;
  return unclosed ? at : 'end';
}

/** A record is counted at the line where it ends. */
function lineEndsIn(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}

/** The next line that a row starts in, after the first one that holds anything; and the number of that first one. */
async function skipTo(
  source: CsvBytes,
  from: Position,
  starts: RowStarts,
): Promise<{ readonly to: Position; readonly line: number }> {
  let { bytes, lines } = from;
  let [line, rest] = [0, ''];
  for await (const chunk of source.from(bytes) as AsyncIterable<Buffer>) {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() as string;
    for (const text of parts) {
      if (line > 0 && starts.beginsRow(text)) return { to: { bytes, lines }, line };
      bytes += text.length + 1;
      lines++;
      if (line === 0 && text.trim() !== '') line = lines;
    }
  }
  if (line > 0 && starts.beginsRow(rest)) return { to: { bytes, lines }, line };
  return { to: { bytes: bytes + rest.length, lines: lines + 1 }, line: line || lines + 1 };
}
