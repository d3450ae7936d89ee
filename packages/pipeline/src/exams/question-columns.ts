import { createNames, readRows, sideNumber, type PairColumns, type PairReader, type PairRow } from '@totalfm/core';

/** The columns of questions, and where each comes from. */
export interface Questions {
  readonly columns: PairColumns;
  /** Place of the pair that a question is asked of. */
  readonly pair: Uint32Array;
  /** Which of the pair's questions it is. */
  readonly question: Uint16Array;
}

/** Reads every pair once for what is said of its parts: some 30 bytes are kept of a question. */
export async function questionColumns(
  pairs: PairReader,
  questionsOf: (row: PairRow) => readonly PairRow[],
  signal?: AbortSignal,
): Promise<Questions> {
  const { columns } = pairs;
  const [organs, findings] = [createNames(), createNames()];
  const [pair, question, organ, side, sentences, presentStart, present] = Array.from({ length: 7 }, (): number[] => []);
  const all = Array.from({ length: columns.length }, (_, place) => place);
  for await (const { index, row } of readRows(pairs, all, signal)) {
    for (const [place, asked] of questionsOf(row).entries()) {
      pair.push(index);
      question.push(place);
      organ.push(organs.placeOf(asked.organ));
      side.push(sideNumber(asked.side));
      sentences.push(asked.sentences.length);
      presentStart.push(present.length);
      for (const [finding, state] of Object.entries(asked.states))
        if (state === 'present') present.push(findings.placeOf(finding));
    }
  }
  const ofPair = (column: ArrayLike<number>) => pair.map((place) => column[place]);
  return {
    pair: Uint32Array.from(pair),
    question: Uint16Array.from(question),
    columns: {
      length: pair.length,
      exam: Uint32Array.from(ofPair(columns.exam)),
      exams: columns.exams,
      organ: Uint16Array.from(organ),
      organs: organs.names,
      side: Uint8Array.from(side),
      doubted: Uint8Array.from(ofPair(columns.doubted)),
      split: Uint8Array.from(ofPair(columns.split)),
      sentences: Uint16Array.from(sentences),
      findings: findings.names,
      presentStart: Uint32Array.from([...presentStart, present.length]),
      present: Uint16Array.from(present),
    },
  };
}
