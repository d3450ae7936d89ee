import type { PairColumns, PairReader, PairRow } from '@totalfm/core';

/** The same volumes, with other columns and rows. */
export const pairsAs = (pairs: PairReader, columns: PairColumns, changed: (row: PairRow) => PairRow): PairReader => ({
  columns,
  rows: async (indices) => (await pairs.rows(indices)).map(changed),
  volume: (index) => pairs.volume(index),
  async *stream(streaming) {
    for await (const { row, volume } of pairs.stream(streaming)) yield { row: changed(row), volume };
  },
  close: () => pairs.close(),
});

/** Columns that have a finding present where `isSeen` says so, and know of no other. */
export function columnsWhere(columns: PairColumns, isSeen: (row: number, finding: string) => boolean): PairColumns {
  const seen: number[] = [];
  const presentStart = new Uint32Array(columns.length + 1);
  for (let row = 0; row < columns.length; row++) {
    for (let at = columns.presentStart[row]; at < columns.presentStart[row + 1]; at++)
      if (isSeen(row, columns.findings[columns.present[at]])) seen.push(columns.present[at]);
    presentStart[row + 1] = seen.length;
  }
  const occurring = new Set(seen);
  const findings = columns.findings.filter((_, place) => occurring.has(place));
  const placeNow = columns.findings.map((id) => findings.indexOf(id));
  return { ...columns, findings, presentStart, present: Uint16Array.from(seen, (place) => placeNow[place]) };
}
