import { join } from 'node:path';
import { createNames, sideNumber, type Side, type StoredFiles, type VolumeColumns } from '@totalfm/core';
import { pairErrors } from '../errors.ts';
import { kinds, many, one } from '../table/column.ts';
import { readColumns, type TakeColumn } from '../table/read-table.ts';
import { writeTable, type Table } from '../table/write-table.ts';
import type { StoredRow } from './piece-index.ts';
import { shardName } from './shard-names.ts';

export const volumeTableName = 'volumes.parquet';

export interface PlacedRow extends StoredRow {
  readonly piece: number;
}

const columns: Table<PlacedRow>['columns'] = [
  one('key', kinds.text, ({ row }) => row.key, { distinct: true }),
  one('exam', kinds.text, ({ row }) => row.exam, { ordered: true }),
  one('organ', kinds.text, ({ row }) => row.organ),
  one('side', kinds.text, ({ row }) => row.side ?? null, { optional: true }),
  many('size', kinds.small, ({ row }) => row.size),
  many('extentMm', kinds.real, ({ row }) => row.extentMm, { distinct: true }),
  many('organExtentMm', kinds.real, ({ row }) => row.organExtentMm, { distinct: true }),
  one('organMl', kinds.real, ({ row }) => row.organMl, { distinct: true }),
  many('cutBy', kinds.text, ({ row }) => row.cutBy),
  many('doubts', kinds.text, ({ row }) => row.doubts),
  many('sourceSpacing', kinds.real, ({ row }) => row.sourceSpacing),
  many('originMm', kinds.real, ({ row }) => row.originMm ?? [], { distinct: true }),
  one('phase', kinds.text, ({ row }) => row.phase?.phase ?? null, { optional: true }),
  one('phaseBy', kinds.text, ({ row }) => row.phase?.by ?? null, { optional: true }),
  one('segmenter', kinds.text, ({ row }) => row.segmenter),
  one('piece', kinds.small, ({ piece }) => piece, { ordered: true }),
  one('shard', kinds.text, ({ piece }) => shardName(piece)),
  one('jsonOffset', kinds.long, ({ jsonOffset }) => BigInt(jsonOffset), { distinct: true }),
  one('jsonBytes', kinds.small, ({ jsonBytes }) => jsonBytes),
  one('maskOffset', kinds.long, ({ maskOffset }) => (maskOffset === undefined ? null : BigInt(maskOffset)), {
    optional: true,
    distinct: true,
  }),
  one('huOffset', kinds.long, ({ huOffset }) => BigInt(huOffset), { distinct: true }),
  one('end', kinds.long, ({ end }) => BigInt(end), { distinct: true }),
];

/** Writes `volumes.parquet`: every row of the store with the place of its voxels, for people and for {@link readVolumeTable}. */
export async function writeVolumeTable(
  dir: string,
  pieces: number,
  batches: AsyncIterable<readonly PlacedRow[]>,
): Promise<void> {
  const metadata = { 'totalfm.volumes': '3', pieces: String(pieces) };
  await writeTable(join(dir, volumeTableName), { columns, metadata }, batches);
}

/** The columns of a volume store, and where each volume lies. Offsets but the first are counted from `jsonOffset`. */
export interface VolumeTable {
  readonly columns: VolumeColumns;
  readonly pieces: number;
  readonly piece: Uint32Array;
  readonly jsonOffset: Float64Array;
  readonly jsonBytes: Uint32Array;
  /** 0: the volume has no mask. */
  readonly maskAt: Uint32Array;
  readonly huAt: Uint32Array;
  readonly bytes: Uint32Array;
}

/** Throws `TFM_VOLUMES_TABLE`. */
export async function readVolumeTable(files: StoredFiles): Promise<VolumeTable> {
  const file = files.placeOf(volumeTableName);
  const [exams, organs] = [createNames(), createNames()];
  let table: VolumeTable | undefined;
  try {
    await readColumns(files, volumeTableName, ({ rows, metadata }) => {
      const made = emptyTable(rows, Number(metadata.get('pieces')), exams.names, organs.names);
      if (metadata.get('totalfm.volumes') !== '3') throw new RangeError('Not a table of volumes.');
      table = made;
      return takers(made, exams.placeOf, organs.placeOf);
    });
  } catch (cause) {
    throw pairErrors.TFM_VOLUMES_TABLE({
      file,
      cause,
      message: `${file} is missing, or is not the table of a volume store.`,
      fix: 'Resume the run: the stage that cuts volumes writes the table last.',
    });
  }
  return table as VolumeTable;
}

function emptyTable(length: number, pieces: number, exams: readonly string[], organs: readonly string[]): VolumeTable {
  const columns = { length, exams, organs, exam: new Uint32Array(length), organ: new Uint16Array(length) };
  return {
    columns: { ...columns, side: new Uint8Array(length), doubted: new Uint8Array(length) },
    pieces,
    piece: new Uint32Array(length),
    jsonOffset: new Float64Array(length),
    jsonBytes: new Uint32Array(length),
    maskAt: new Uint32Array(length),
    huAt: new Uint32Array(length),
    bytes: new Uint32Array(length),
  };
}

/** In the order in which a group's columns are taken: the offsets after `jsonOffset` are counted from it. */
function takers(
  table: VolumeTable,
  examOf: (name: string) => number,
  organOf: (name: string) => number,
): Readonly<Record<string, TakeColumn>> {
  const { columns, jsonOffset } = table;
  const into =
    (column: { [index: number]: number }, number: (value: unknown, row: number) => number): TakeColumn =>
    (start, values) => {
      for (let i = 0; i < values.length; i++) column[start + i] = number(values[i], start + i);
    };
  const fromStart = (value: unknown, row: number) => Number(value) - jsonOffset[row];
  return {
    exam: into(columns.exam, (name) => examOf(name as string)),
    organ: into(columns.organ, (name) => organOf(name as string)),
    side: into(columns.side, (side) => sideNumber(side as Side | null)),
    doubts: into(columns.doubted, (doubts) => ((doubts as readonly string[]).length > 0 ? 1 : 0)),
    piece: into(table.piece, Number),
    jsonOffset: into(jsonOffset, Number),
    jsonBytes: into(table.jsonBytes, Number),
    maskOffset: into(table.maskAt, (value, row) => (value === null || value === undefined ? 0 : fromStart(value, row))),
    huOffset: into(table.huAt, fromStart),
    end: into(table.bytes, fromStart),
  };
}
