import { link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInOrgans } from '@totalfm/anatomy';
import {
  mapTriple,
  createRandom,
  partName,
  type FindingState,
  type OrganDefinition,
  type OrganPart,
  type PairRow,
  type Random,
  type StoredVolume,
  type Triple,
} from '@totalfm/core';
import { createWebDataset } from '../index.ts';
import { pieceName, pieceText } from '../parquet/piece.ts';
import { indexName, shardName } from '../webdataset/shard-names.ts';

/** Exams of a piece, as the pipeline makes them. */
const PIECE = 8;
/** Shards that have bytes of their own; the others are links to them. */
const SHARDS = 32;
const size: Triple = [32, 32, 32];

interface Part extends OrganPart {
  readonly definition: OrganDefinition;
}

/** The first 18 organs and sides of the built-in anatomy. */
const parts: readonly Part[] = builtInOrgans
  .flatMap((definition): Part[] => {
    const { organ, structures } = definition;
    if (structures === 'scan' || !('left' in structures)) return [{ organ, definition }];
    return (['left', 'right'] as const).map((side) => ({ organ, side, definition }));
  })
  .slice(0, 18);

export interface SyntheticStore {
  readonly volumes: string;
  readonly pairs: string;
  readonly pieces: number;
}

export const syntheticStore = (dir: string, exams: number): SyntheticStore => ({
  volumes: join(dir, 'volumes'),
  pairs: join(dir, 'pairs'),
  pieces: Math.ceil(exams / PIECE),
});

/**
 * Writes the pieces of a store of 18 organs an exam, unfinished. Every row, text and index is there; of the shards only a few
 * have bytes of their own, in their real size, and all others are hard links to them, for 2.6 million volumes of 32³ are 190 GB.
 * Names have one length, so that offsets hold; a linked shard differs from a real one in the exams that its own rows name.
 */
export async function writeSyntheticPieces(store: SyntheticStore, exams: number): Promise<void> {
  const volumes = createWebDataset();
  for (const folder of [store.volumes, store.pairs]) await mkdir(folder, { recursive: true });
  const random = createRandom(1);
  const indices: string[] = [];
  for (let piece = 0; piece < store.pieces; piece++) {
    const ids = Array.from({ length: Math.min(PIECE, exams - piece * PIECE) }, (_, i) => examName(piece * PIECE + i));
    const rows = ids.flatMap((exam) => parts.map((part) => pairRow(part, exam, random)));
    // As the store writes it, but that no disk is waited for.
    await writeFile(join(store.pairs, pieceName(piece)), pieceText(rows));
    if (piece < SHARDS || ids.length < PIECE) {
      await volumes.writePiece(
        store.volumes,
        piece,
        rows.map((row) => storedVolume(row, random)),
      );
      indices.push(await readFile(indexOf(store.volumes, piece), 'utf8'));
      continue;
    }
    const original = piece % SHARDS;
    await link(shardOf(store.volumes, original), shardOf(store.volumes, piece));
    const shift = (piece - original) * PIECE;
    const text = indices[original].replaceAll(/exam-(\d{7})/g, (_, number) => examName(Number(number) + shift));
    await writeFile(indexOf(store.volumes, piece), text);
  }
}

const examName = (number: number): string => `exam-${String(number).padStart(7, '0')}`;
const shardOf = (dir: string, piece: number) => join(dir, shardName(piece));
const indexOf = (dir: string, piece: number) => join(dir, indexName(piece));

function storedVolume(row: PairRow, random: Random): StoredVolume {
  const volume = {
    organ: row.organ,
    ...(row.side && { side: row.side }),
    hu: Int16Array.from({ length: 32 ** 3 }, () => random.integer(400) - 150),
    mask: Uint8Array.from({ length: 32 ** 3 }, () => random.integer(2)),
    size,
    extentMm: row.extentMm,
    organExtentMm: row.organExtentMm,
    organMl: row.organMl,
  };
  // The store keeps of a row what is a volume's.
  return { row, volume };
}

const wordings = [
  (finding: string, mm: number) => `There is a ${mm} mm ${finding}, not significantly changed since the prior study.`,
  (finding: string, mm: number) => `A new ${finding} measures ${mm} x ${Math.round(mm * 0.7)} mm.`,
  (finding: string) => `No evidence of ${finding}.`,
  (finding: string, mm: number) => `Findings suggest ${finding}, up to ${mm} mm in its largest diameter.`,
];
const wordingStates = ['present', 'present', 'absent', 'uncertain'] as const;

/** A row as reports make them: one to three sentences for four organs of five, each with a finding, and the states of all. */
function pairRow({ definition, ...part }: Part, exam: string, random: Random): PairRow {
  const { findings: known, organ } = definition;
  const states: Record<string, FindingState> = Object.fromEntries(known.map(({ id }) => [id, 'not-mentioned']));
  const count = random.chance(0.8) ? 1 + random.integer(3) : 0;
  const said = Array.from({ length: count }, (_, sentence) => {
    const finding = random.pick(known);
    const wording = random.integer(wordings.length);
    const [mm, state] = [3 + random.integer(60), wordingStates[wording]];
    states[finding.id] = state;
    const text = wordings[wording](finding.name, mm);
    return {
      text,
      finding: {
        organ,
        finding: finding.id,
        state,
        sides: part.side ? [part.side] : [],
        sizeMm: mm,
        confidence: 0.9,
        sentence,
      },
    };
  });
  const extentMm = mapTriple([1, 2, 3], () => Math.round(random.uniform(400, 2500)) / 10);
  const organExtentMm = [...extentMm] as unknown as Triple;
  const number = Number(exam.slice(5));
  return {
    key: `${exam}/${partName(part)}`,
    exam,
    ...part,
    patient: `patient-${number >> 1}`,
    split: number % 20 < 18 ? 'train' : number % 20 === 18 ? 'validation' : 'test',
    sentences: said.map(({ text }) => text),
    findings: said.map(({ finding }) => finding),
    mentioned: count > 0,
    states,
    size,
    extentMm,
    organExtentMm,
    organMl: Math.round(random.uniform(50, 1500)),
    cutBy: [],
    doubts: [],
    sourceSpacing: [0.8, 0.8, 1.5],
    segmenter: 'label-files',
    parser: 'rules',
  };
}
