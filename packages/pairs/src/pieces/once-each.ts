import type { VolumeRow } from '@totalfm/core';

/**
 * Checks rows in order: the exams of a piece are in no other, the rows of an exam lie together, and no key comes twice. Only
 * exams are remembered, and the keys of the exam in hand.
 */
export function onceEach(
  duplicate: (row: Pick<VolumeRow, 'exam' | 'organ'>, message: string) => Error,
): (row: Pick<VolumeRow, 'key' | 'exam' | 'organ'>, piece: number) => void {
  const seen = new Set<string>();
  let [exam, place]: [string | undefined, number] = [undefined, -1];
  let keys = new Set<string>();
  return (row, piece) => {
    if (row.exam !== exam || piece !== place) {
      if (seen.has(row.exam)) throw duplicate(row, `Exam ${row.exam} comes twice: its rows do not lie together.`);
      seen.add(row.exam);
      [exam, place, keys] = [row.exam, piece, new Set()];
    }
    if (keys.has(row.key)) throw duplicate(row, `Two rows have the key ${row.key}.`);
    keys.add(row.key);
  };
}
