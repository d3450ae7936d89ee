import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { PairRow, Triple } from '@totalfm/core';
import { parquetReadObjects, type SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { pairErrors } from '../errors.ts';
import { shardName, type StoredPair } from './shard.ts';

export const TABLE_NAME = 'pairs.parquet';

type Cell = string | number | bigint | boolean | null | readonly string[] | readonly number[] | object;

interface Column {
  readonly name: string;
  readonly schema: readonly SchemaElement[];
  readonly cell: (pair: StoredPair) => Cell;
}

type Kind = Pick<SchemaElement, 'type' | 'converted_type'>;
const text: Kind = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
const json: Kind = { type: 'BYTE_ARRAY', converted_type: 'JSON' };
const real: Kind = { type: 'DOUBLE' };
const small: Kind = { type: 'INT32' };
const long: Kind = { type: 'INT64' };
const yesNo: Kind = { type: 'BOOLEAN' };

const one = (
  name: string,
  kind: Kind,
  cell: Column['cell'],
  repetition: 'REQUIRED' | 'OPTIONAL' = 'REQUIRED',
): Column => ({ name, cell, schema: [{ name, ...kind, repetition_type: repetition }] });

/** A Parquet LIST: three levels, as its specification asks. */
const many = (name: string, kind: Kind, cell: Column['cell']): Column => ({
  name,
  cell,
  schema: [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...kind, repetition_type: 'REQUIRED' },
  ],
});

/** Everything about a pair but its voxels, and where those lie. */
const columns: readonly Column[] = [
  one('key', text, ({ row }) => row.key),
  one('exam', text, ({ row }) => row.exam),
  one('patient', text, ({ row }) => row.patient),
  one('split', text, ({ row }) => row.split),
  one('organ', text, ({ row }) => row.organ),
  one('side', text, ({ row }) => row.side ?? null, 'OPTIONAL'),
  one('mentioned', yesNo, ({ row }) => row.mentioned),
  many('sentences', text, ({ row }) => row.sentences),
  one('findings', json, ({ row }) => row.findings),
  one('states', json, ({ row }) => row.states),
  one('truth', json, ({ row }) => row.truth ?? null, 'OPTIONAL'),
  many('extentMm', real, ({ row }) => row.extentMm),
  many('organExtentMm', real, ({ row }) => row.organExtentMm),
  one('organMl', real, ({ row }) => row.organMl),
  many('cutBy', text, ({ row }) => row.cutBy),
  many('sourceSpacing', real, ({ row }) => row.sourceSpacing),
  one('segmenter', text, ({ row }) => row.segmenter),
  one('parser', text, ({ row }) => row.parser),
  many('size', small, ({ size }) => size),
  one('piece', small, ({ piece }) => piece),
  one('shard', text, ({ piece }) => shardName(piece)),
  one('huOffset', long, ({ huOffset }) => BigInt(huOffset)),
  one('maskOffset', long, ({ maskOffset }) => (maskOffset === undefined ? null : BigInt(maskOffset)), 'OPTIONAL'),
];

const schema: SchemaElement[] = [
  { name: 'root', num_children: columns.length },
  ...columns.flatMap((column) => column.schema),
];

/** Rows of a group: enough to compress well, few enough to hold. */
const GROUP = 20_000;

/** Collects pairs in order and writes `pairs.parquet`. */
export function tableWriter(dir: string) {
  const bytes = new ByteWriter();
  const parquet = new ParquetWriter({
    writer: bytes,
    schema,
    createdBy: 'totalfm',
    kvMetadata: [{ key: 'totalfm.pairs', value: '1' }],
  });
  let waiting: StoredPair[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    parquet.write({
      columnData: columns.map(({ name, cell }) => ({ name, data: waiting.map(cell) })),
      rowGroupSize: GROUP,
    });
    waiting = [];
  };
  return {
    add(pairs: readonly StoredPair[]): void {
      for (const pair of pairs) {
        waiting.push(pair);
        if (waiting.length === GROUP) flush();
      }
    },
    async finish(): Promise<void> {
      flush();
      parquet.finish();
      await writeFileWhole(join(dir, TABLE_NAME), bytes.getBytes());
    },
  };
}

/** Reads `pairs.parquet`. Throws `TFM_PAIRS_TABLE`. */
export async function readTable(dir: string): Promise<readonly StoredPair[]> {
  const file = join(dir, TABLE_NAME);
  try {
    const bytes = await readFile(file);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    return ((await parquetReadObjects({ file: buffer })) as unknown as TableRow[]).map(toStoredPair);
  } catch (cause) {
    throw pairErrors.TFM_PAIRS_TABLE({
      file,
      cause,
      message: `${file} is missing, or is not the table of a pair store.`,
      fix: 'Resume the run: the `pair` stage writes the table last.',
    });
  }
}

interface TableRow extends Omit<PairRow, 'side' | 'truth'> {
  readonly side: PairRow['side'] | null;
  readonly truth: PairRow['truth'] | null;
  readonly size: Triple;
  readonly piece: number;
  readonly shard: string;
  readonly huOffset: bigint;
  readonly maskOffset: bigint | null;
}

function toStoredPair({ size, piece, shard: _shard, huOffset, maskOffset, side, truth, ...row }: TableRow): StoredPair {
  return {
    row: { ...row, ...(side && { side }), ...(truth && { truth }) },
    size,
    piece,
    huOffset: Number(huOffset),
    ...(maskOffset !== null && maskOffset !== undefined && { maskOffset: Number(maskOffset) }),
  };
}
