import { join } from 'node:path';
import {
  createNames,
  sideNumber,
  splits,
  type PairColumns,
  type PairRow,
  type Side,
  type StoredFiles,
} from '@totalfm/core';
import { pairErrors } from '../errors.ts';
import { kinds, many, one } from '../table/column.ts';
import { readColumns, type TakeColumn } from '../table/read-table.ts';
import { writeTable, type Table } from '../table/write-table.ts';

export const pairTableName = 'pairs.parquet';

/** A row, and where its line lies in its piece: bytes without the line's end. */
export interface PlacedPair {
  readonly row: PairRow;
  readonly piece: number;
  readonly offset: number;
  readonly bytes: number;
}

/** What is said of a volume; objects as JSON. What the volume is like stands in the table of volumes, under the same key. */
const columns: Table<PlacedPair>['columns'] = [
  one('key', kinds.text, ({ row }) => row.key, { distinct: true }),
  one('exam', kinds.text, ({ row }) => row.exam, { ordered: true }),
  one('patient', kinds.text, ({ row }) => row.patient),
  one('split', kinds.text, ({ row }) => row.split),
  one('organ', kinds.text, ({ row }) => row.organ),
  one('side', kinds.text, ({ row }) => row.side ?? null, { optional: true }),
  many('doubts', kinds.text, ({ row }) => row.doubts),
  one('phase', kinds.text, ({ row }) => row.phase?.phase ?? null, { optional: true }),
  one('phaseBy', kinds.text, ({ row }) => row.phase?.by ?? null, { optional: true }),
  one('mentioned', kinds.yesNo, ({ row }) => row.mentioned),
  many('sentences', kinds.text, ({ row }) => row.sentences, { distinct: true }),
  one('sentenceCount', kinds.small, ({ row }) => row.sentences.length),
  one('findings', kinds.text, ({ row }) => JSON.stringify(row.findings), { distinct: true }),
  one('states', kinds.text, ({ row }) => JSON.stringify(row.states)),
  many('present', kinds.text, ({ row }) => presentIn(row)),
  one('truth', kinds.text, ({ row }) => (row.truth ? JSON.stringify(row.truth) : null), { optional: true }),
  one('truePlaces', kinds.text, ({ row }) => (row.truePlaces ? JSON.stringify(row.truePlaces) : null), {
    optional: true,
  }),
  one('parser', kinds.text, ({ row }) => row.parser),
  one('piece', kinds.small, ({ piece }) => piece, { ordered: true }),
  one('offset', kinds.long, ({ offset }) => BigInt(offset), { distinct: true }),
  one('bytes', kinds.small, ({ bytes }) => bytes, { distinct: true }),
];

const presentIn = ({ states }: PairRow): readonly string[] =>
  Object.keys(states).filter((finding) => states[finding] === 'present');

/** Writes `pairs.parquet`, for people and for {@link readPairTable}. */
export async function writePairTable(dir: string, batches: AsyncIterable<readonly PlacedPair[]>): Promise<void> {
  await writeTable(join(dir, pairTableName), { columns, metadata: { 'totalfm.pairs': '3' } }, batches);
}

/** The columns of a pair table, and where each row's line lies. */
export interface PairTable {
  readonly columns: PairColumns;
  readonly piece: Uint32Array;
  readonly offset: Float64Array;
  readonly bytes: Uint32Array;
}

/** Throws `TFM_PAIRS_TABLE`. */
export async function readPairTable(files: StoredFiles): Promise<PairTable> {
  const file = files.placeOf(pairTableName);
  let builder: ReturnType<typeof pairTableBuilder> | undefined;
  try {
    await readColumns(files, pairTableName, ({ rows, metadata }) => {
      if (metadata.get('totalfm.pairs') !== '3') throw new RangeError('Not a table of pairs.');
      builder = pairTableBuilder(rows);
      return builder.takers;
    });
    return (builder as ReturnType<typeof pairTableBuilder>).table();
  } catch (cause) {
    throw pairErrors.TFM_PAIRS_TABLE({
      file,
      cause,
      message: `${file} is missing, or is not the table of a pair store.`,
      fix: 'Resume the run: the `pair` stage writes the table last.',
    });
  }
}

function pairTableBuilder(length: number) {
  const [exams, organs, findings] = [createNames(), createNames(), createNames()];
  const column = {
    exam: new Uint32Array(length),
    organ: new Uint16Array(length),
    side: new Uint8Array(length),
    doubted: new Uint8Array(length),
    split: new Uint8Array(length),
    sentences: new Uint16Array(length),
    presentStart: new Uint32Array(length + 1),
  };
  const place = { piece: new Uint32Array(length), offset: new Float64Array(length), bytes: new Uint32Array(length) };
  const present = growing();
  const into =
    (numbers: { [index: number]: number }, number: (value: unknown) => number): TakeColumn =>
    (start, values) => {
      for (let i = 0; i < values.length; i++) numbers[start + i] = number(values[i]);
    };
  const takers: Readonly<Record<string, TakeColumn>> = {
    exam: into(column.exam, (name) => exams.placeOf(name as string)),
    organ: into(column.organ, (name) => organs.placeOf(name as string)),
    side: into(column.side, (side) => sideNumber(side as Side | null)),
    doubts: into(column.doubted, (doubts) => ((doubts as readonly string[]).length > 0 ? 1 : 0)),
    split: into(column.split, (split) => splits.indexOf(split as PairRow['split'])),
    sentenceCount: into(column.sentences, Number),
    present(start, values) {
      for (let i = 0; i < values.length; i++) {
        for (const finding of values[i] as readonly string[]) present.push(findings.placeOf(finding));
        column.presentStart[start + i + 1] = present.length();
      }
    },
    piece: into(place.piece, Number),
    offset: into(place.offset, Number),
    bytes: into(place.bytes, Number),
  };
  return {
    takers,
    table: (): PairTable => ({
      columns: {
        length,
        ...column,
        exams: exams.names,
        organs: organs.names,
        findings: findings.names,
        present: present.values(),
      },
      ...place,
    }),
  };
}

/** Numbers that come one by one: a typed array that doubles. */
function growing() {
  let [values, count] = [new Uint16Array(1024), 0];
  return {
    push(value: number) {
      if (count === values.length) {
        const larger = new Uint16Array(2 * count);
        larger.set(values);
        values = larger;
      }
      values[count++] = value;
    },
    length: () => count,
    values: () => values.slice(0, count),
  };
}
