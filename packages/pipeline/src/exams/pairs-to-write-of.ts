import { splits, type PairReader, type PairRow, type Split, type VolumeRow } from '@totalfm/core';
import { pipelineErrors } from '../errors.ts';

/** The same pairs, of which those of test exams cannot be read: what writes never sees them. */
export function withoutTests(pairs: PairReader): PairReader {
  const { split } = pairs.columns;
  const check = (index: number) => {
    if (splits[split[index]] !== 'test') return;
    throw pipelineErrors.TFM_WRITE_TEST_EXAM({
      stage: 'generate',
      message: 'A generator asked for a pair of a test exam.',
      fix: 'Draw from the pairs whose `columns.split` is train or validation.',
    });
  };
  return {
    columns: pairs.columns,
    async rows(indices) {
      for (let place = 0; place < indices.length; place++) check(indices[place]);
      return pairs.rows(indices);
    },
    async volume(index) {
      check(index);
      return pairs.volume(index);
    },
    async *stream(signal) {
      for await (const pair of pairs.stream(signal)) if (pair.row.split !== 'test') yield pair;
    },
    close: () => pairs.close(),
  };
}

/** Places of the pairs of each exam of a split, exam by exam in the order of storage. */
export function* examsOf({ columns }: PairReader, of: Split): Generator<readonly number[]> {
  const { exam, split, length } = columns;
  const number = splits.indexOf(of);
  const places = new Map<number, number[]>();
  for (let place = 0; place < length; place++) {
    if (split[place] !== number) continue;
    const own = places.get(exam[place]);
    if (own) own.push(place);
    else places.set(exam[place], [place]);
  }
  yield* places.values();
}

/** What a pair's row says of its volume, and nothing of a report. */
export function volumeFacts(row: PairRow): VolumeRow {
  const {
    sentences: _sentences,
    findings: _findings,
    mentioned: _mentioned,
    states: _states,
    truth: _truth,
    truePlaces: _truePlaces,
    parts: _parts,
    parser: _parser,
    patient: _patient,
    split: _split,
    ...facts
  } = row;
  return facts;
}
