import { splits, type ExamListing, type PairReader, type PairRow, type Split } from '@totalfm/core';
import { readExams, type Artifact } from '@totalfm/runtime';

/**
 * Exams of a cohort that a run already had, with their split there: same id and same patient. A revision says nothing here:
 * a copied file has another one. Rather is an exam too few scored than one that the model was trained on.
 */
export async function seenExams(
  exams: Pick<Artifact, 'dir'>,
  own: Pick<Artifact, 'dir'>,
): Promise<ReadonlyMap<string, Split>> {
  const known = new Map<string, Pick<ExamListing, 'patient' | 'split'>>();
  for await (const { id, patient, split } of readExams(own)) known.set(id, { patient, split });
  const seen = new Map<string, Split>();
  for await (const { id, patient } of readExams(exams)) {
    const before = known.get(id);
    if (before && before.patient === patient) seen.set(id, before.split);
  }
  return seen;
}

/** The same pairs, all in the test split but those of exams whose split is given: a model has already seen them. */
export function asTests(pairs: PairReader, seen: ReadonlyMap<string, Split>): PairReader {
  const { columns } = pairs;
  const places = columns.exams.map((exam) => splits.indexOf(seen.get(exam) ?? 'test'));
  const placed = (row: PairRow): PairRow => ({ ...row, split: seen.get(row.exam) ?? 'test' });
  return {
    columns: { ...columns, split: Uint8Array.from(columns.exam, (exam) => places[exam]) },
    rows: async (indices) => (await pairs.rows(indices)).map(placed),
    volume: (index) => pairs.volume(index),
    async *stream(signal) {
      for await (const { row, volume } of pairs.stream(signal)) yield { row: placed(row), volume };
    },
    close: () => pairs.close(),
  };
}
