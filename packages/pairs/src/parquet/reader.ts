import {
  throwIfAborted,
  type OrganPair,
  type OrganVolume,
  type PairReader,
  type PairRow,
  type StoredFiles,
  type VolumeStoreReader,
} from '@totalfm/core';
import { textOf } from '../pieces/json-lines.ts';
import { matchVolumes } from './match-volumes.ts';
import { pairTableName, readPairTable, type PairTable } from './pair-table.ts';
import { damagedPiece, pieceName } from './piece.ts';
import { runsOf, type Run } from './runs.ts';

/** Rows that a stream reads at once. */
const AHEAD_ROWS = 64;
/** Volumes that a stream reads ahead. */
const AHEAD = 16;

/** Opens a finished table with its volumes: columns in memory, rows by positional reads of the pieces. */
export async function openPairs(files: StoredFiles, volumes: VolumeStoreReader): Promise<PairReader> {
  const table = await readPairTable(files);
  const places = matchVolumes(table.columns, volumes.columns, files.placeOf(pairTableName));
  const { length } = table.columns;
  const checked = (index: number) => {
    if (index in places) return index;
    throw new RangeError(`The store has ${length} pairs; there is no pair ${index}.`);
  };
  const volume = async (index: number): Promise<OrganVolume> => volumes.volume(places[checked(index)]);
  const rows = async (indices: ArrayLike<number>): Promise<readonly PairRow[]> => {
    const found = new Map<number, PairRow>();
    const wanted = Array.from(indices, checked);
    await Promise.all(
      runsOf(wanted, table).map(async (run) => {
        (await readRun(table, files, run)).forEach((row, at) => found.set(run.from + at, row));
      }),
    );
    return wanted.map((index) => found.get(index) as PairRow);
  };
  return {
    columns: table.columns,
    rows,
    volume,
    async *stream(signal) {
      const ahead: Promise<OrganVolume>[] = [];
      let [held, first]: [readonly PairRow[], number] = [[], 0];
      for (let index = 0; index < length; index++) {
        throwIfAborted(signal);
        while (ahead.length < AHEAD && index + ahead.length < length) {
          const next = volume(index + ahead.length);
          // A reader who stops early never awaits the rest: their errors are nobody's.
          next.catch(() => undefined);
          ahead.push(next);
        }
        if (index === first + held.length) {
          const count = Math.min(AHEAD_ROWS, length - index);
          [held, first] = [await rows(Array.from({ length: count }, (_, at) => index + at)), index];
        }
        yield { row: held[index - first], volume: await (ahead.shift() as Promise<OrganVolume>) } satisfies OrganPair;
      }
    },
    close: () => files.close(),
  };
}

async function readRun(
  { columns, piece, offset, bytes }: PairTable,
  files: StoredFiles,
  { from, to }: Run,
): Promise<readonly PairRow[]> {
  const start = offset[from];
  const length = offset[to - 1] + bytes[to - 1] - start;
  const file = files.placeOf(pieceName(piece[from]));
  const text = await files.read(pieceName(piece[from]), start, length);
  if (text.length < length) throw damagedPiece(file);
  return Array.from({ length: to - from }, (_, at) => {
    const begin = offset[from + at] - start;
    const row = parseRow(textOf(text.subarray(begin, begin + bytes[from + at])), file);
    if (row.exam !== columns.exams[columns.exam[from + at]]) throw damagedPiece(file);
    return row;
  });
}

function parseRow(line: string, file: string): PairRow {
  try {
    return JSON.parse(line) as PairRow;
  } catch (cause) {
    throw damagedPiece(file, cause);
  }
}
