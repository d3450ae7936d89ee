import { parse } from 'csv-parse';
import type { TableBytes } from './table-bytes.ts';

export interface TableRecord {
  /** The cells' bytes, one a character (Latin-1), so that a cell in another encoding does not spoil its neighbours. */
  readonly record?: readonly string[];
  /** Of the table up to the record's end. */
  readonly lines: number;
  readonly bytes: number;
}

/**
 * The records of a table, one undefined for each whose quote never closes: reading goes on at the line after it, so that
 * one quote does not swallow the rest of the file.
 */
export async function* recordsOf(source: TableBytes): AsyncGenerator<TableRecord> {
  let bytes = 0;
  let lines = 0;
  for (;;) {
    let unclosed = false;
    const parser = source.from(bytes).pipe(
      parse({
        encoding: 'latin1',
        info: true,
        record_delimiter: ['\r\n', '\n'],
        skip_empty_lines: true,
        relax_quotes: true,
        relax_column_count: true,
        skip_records_with_error: true,
        on_skip: () => void (unclosed = true),
      }),
    );
    const [startBytes, startLines] = [bytes, lines];
    for await (const { record, info } of parser as AsyncIterable<{
      record: readonly string[];
      info: { lines: number; bytes: number };
    }>) {
      bytes = startBytes + info.bytes;
      lines = startLines + info.lines;
      yield { record, lines, bytes };
    }
    if (!unclosed) return;
    bytes = await source.nextLine(bytes);
    yield { lines: ++lines, bytes };
  }
}
