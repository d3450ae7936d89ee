import { join } from 'node:path';
import { readStored, writeFileWhole, type PairRow, type StoredFiles } from '@totalfm/core';
import { pairErrors } from '../errors.ts';
import { jsonLines, parseLines, textOf } from '../pieces/json-lines.ts';
import type { PlacedPair } from './pair-table.ts';

export const pieceName = (piece: number): string => `pairs-${String(piece).padStart(6, '0')}.jsonl`;

export async function writePairPiece(dir: string, piece: number, rows: readonly PairRow[]): Promise<void> {
  await writeFileWhole(join(dir, pieceName(piece)), pieceText(rows));
}

/** Equal rows give equal bytes. */
export const pieceText = (rows: readonly PairRow[]): string => jsonLines(rows.map(rowOf));

/** Every row of a piece, and where its line lies. Throws `TFM_PAIRS_PIECE_MISSING`, `TFM_PAIRS_PIECE`. */
export async function readPairPiece(files: StoredFiles, piece: number): Promise<readonly PlacedPair[]> {
  const file = files.placeOf(pieceName(piece));
  const bytes = await readStored(files, pieceName(piece));
  if (!bytes)
    throw pairErrors.TFM_PAIRS_PIECE_MISSING({
      file,
      message: `Piece ${piece} of the pair table was never written: ${file} does not exist.`,
      fix: 'Resume the run: the `pair` stage writes the piece.',
    });
  const rows = parseLines<PairRow>(textOf(bytes), (cause) => damagedPiece(file, cause));
  let offset = 0;
  return rows.map((row): PlacedPair => {
    const end = bytes.indexOf(LINE_END, offset);
    const placed = { row, piece, offset, bytes: end - offset };
    offset = end + 1;
    return placed;
  });
}

const LINE_END = 10;

/** Its fields in one order, so that equal rows are equal bytes. Measures of structures stay with the volumes. */
function rowOf({ key, exam, patient, split, organ, side, ...rest }: PairRow): PairRow {
  const { size, extentMm, organExtentMm, organMl, cutBy, doubts, sourceSpacing, phase, segmenter, parser } = rest;
  const { mentioned, sentences, findings, states, truth, truePlaces, parts, originMm } = rest;
  return {
    ...{ key, exam, patient, split, organ, ...(side && { side }) },
    ...{ mentioned, sentences, findings, states, ...(truth && { truth }), ...(truePlaces && { truePlaces }) },
    ...{ ...(parts && { parts }), parser, size, extentMm, organExtentMm, organMl, cutBy, doubts, sourceSpacing },
    ...{ ...(originMm && { originMm }), ...(phase && { phase }), segmenter },
  };
}

export const damagedPiece = (file: string, cause?: unknown) =>
  pairErrors.TFM_PAIRS_PIECE({
    file,
    cause,
    message: `${file} is truncated or damaged, or is of another table.`,
    fix: 'Remove the artifact that holds it and resume: the `pair` stage writes it again.',
  });
