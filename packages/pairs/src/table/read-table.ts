import type { StoredFiles } from '@totalfm/core';
import { parquetMetadataAsync, parquetRead, type AsyncBuffer } from 'hyparquet';

/** Values of one column from row `start` on. */
export type TakeColumn = (start: number, values: ArrayLike<unknown>) => void;

export interface TableFacts {
  readonly rows: number;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads columns of a Parquet file one row group after another, so that only what the takers keep stays in memory. `takersOf`
 * gives what takes each column; within a group they are called in their own order. Throws what hyparquet throws, and where a
 * column is missing.
 */
export async function readColumns(
  files: StoredFiles,
  path: string,
  takersOf: (facts: TableFacts) => Readonly<Record<string, TakeColumn>>,
): Promise<void> {
  const byteLength = await files.size(path);
  if (byteLength === undefined) throw new RangeError('The file does not exist.');
  const buffer: AsyncBuffer = {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = await files.read(path, start, end - start);
      if (bytes.length < end - start) throw new RangeError('The file is shorter than it was.');
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    },
  };
  const metadata = await parquetMetadataAsync(buffer);
  const takers = takersOf({
    rows: Number(metadata.num_rows),
    metadata: new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? ''])),
  });
  const columns = Object.keys(takers);
  const known = new Set(metadata.schema.map(({ name }) => name));
  for (const name of columns) if (!known.has(name)) throw new RangeError(`The table has no column ${name}.`);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    // Columns come in the order in which their reads end.
    const chunks = new Map<string, { readonly start: number; readonly values: ArrayLike<unknown> }[]>();
    for (const name of columns) chunks.set(name, []);
    await parquetRead({
      file: buffer,
      metadata,
      columns,
      rowStart,
      rowEnd,
      onChunk: ({ columnName, columnData, rowStart: start }) =>
        chunks.get(columnName)?.push({ start, values: columnData }),
    });
    for (const [name, parts] of chunks) for (const { start, values } of parts) takers[name](start, values);
    rowStart = rowEnd;
  }
}
