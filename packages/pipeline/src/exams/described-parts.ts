import {
  throwIfAborted,
  type DescribedExam,
  type PairReader,
  type PairRow,
  type ReportWriter,
  type SeenPart,
} from '@totalfm/core';
import { volumeFacts } from './pairs-to-write-of.ts';

/** The volumes of some pairs of an exam, and nothing that its report says of them. */
export const seenParts = (
  pairs: PairReader,
  places: readonly number[],
  rows: readonly PairRow[],
): Promise<SeenPart[]> =>
  Promise.all(rows.map(async (row, index) => ({ row: volumeFacts(row), volume: await pairs.volume(places[index]) })));

/** What a generator says of them. */
export async function describeParts(
  seen: readonly SeenPart[],
  writer: ReportWriter,
  signal?: AbortSignal,
): Promise<DescribedExam['parts']> {
  throwIfAborted(signal);
  const said = await writer.describe(seen, signal);
  return seen.map((part, index) => ({ ...part, said: said[index] }));
}
