import { writeFileWhole } from '@totalfm/core';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, Column } from './column.ts';

/** Rows of a group: enough to compress well, few enough to hold. The same rows make the same groups, and so the same bytes. */
const GROUP = 5_000;

export interface Table<Row> {
  readonly columns: readonly Column<Row>[];
  /** Key-value metadata of the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes a Parquet file of all batches, whole or not at all. One row group is in memory at a time. */
export async function writeTable<Row>(
  file: string,
  table: Table<Row>,
  batches: AsyncIterable<readonly Row[]>,
): Promise<void> {
  await writeFileWhole(file, tableBytes(table, batches));
}

async function* tableBytes<Row>(
  { columns, metadata }: Table<Row>,
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(({ schema }) => schema)],
    createdBy: 'totalfm',
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  let cells: Cell[][] = columns.map(() => []);
  const flush = async () => {
    const columnData = columns.map(({ name, encoding, statistics = false }, place) => {
      return { name, encoding, statistics, data: cells[place] };
    });
    cells = columns.map(() => []);
    await parquet.write({ columnData, rowGroupSize: GROUP });
  };
  /** What was written since the last time. The writer counts on: only its buffer starts anew. */
  const taken = () => {
    const part = bytes.getBytes();
    bytes.index = 0;
    return part;
  };
  for await (const batch of batches) {
    for (const row of batch) {
      columns.forEach(({ cell }, place) => cells[place].push(cell(row)));
      if (cells[0].length < GROUP) continue;
      await flush();
      yield taken();
    }
  }
  if (cells[0].length > 0) await flush();
  await parquet.finish();
  yield taken();
}
