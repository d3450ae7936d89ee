import type { ExamListing, OrganPair } from '@totalfm/core';
import { expectCodedError, pairColumnsOf, pairReader, testExamPairs, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { knownPairs, knownPatients, needReports } from './known-reports.ts';

const patients = Array.from({ length: 200 }, (_, index) => `patient-${index}`);

describe('patients whose reports are known', () => {
  it('are the share that is asked for, whatever their order, and part of those of a larger share', () => {
    const shares = [0.01, 0.05, 0.2, 0.7];
    const known = shares.map((share) => knownPatients(patients, { share }));
    expect(known.map(({ size }) => size)).toEqual([2, 10, 40, 140]);
    expect(knownPatients([...patients, ...patients].reverse(), { share: 0.2 })).toEqual(known[2]);
    known.slice(1).forEach((larger, index) => {
      for (const one of known[index]) expect(larger.has(one)).toBe(true);
    });
  });

  it('are told to be none before anything is done, those of training alone counted', async () => {
    const listing = patients.map((patient, index): ExamListing => {
      return { id: patient, patient, split: index < 20 ? 'train' : 'test' };
    });
    needReports('align', undefined, listing);
    needReports('align', { share: 0.05 }, listing);
    const few = Promise.resolve().then(() => needReports('align', { share: 0.01 }, listing));
    await expectCodedError(few, 'TFM_REPORTS_SHARE');
  });
});

describe.each([
  ['organs', testPairs({ exams: 40 })],
  ['whole exams', testExamPairs({ exams: 40 })],
])('what training sees where few reports are known: %s', (_, pairs) => {
  const training = pairs.filter(({ row }) => row.split === 'train').map(({ row }) => row.patient);
  const share = 0.25;
  const known = knownPatients(training, { share });
  const isUnknown = ({ row }: OrganPair) => row.split === 'train' && !known.has(row.patient);

  it('is nothing that the reports of others say, nor what is true of them, and all volumes', async () => {
    const reader = await knownPairs('align', pairReader(pairs), { share });
    const rows = await reader.rows(pairs.map((_, place) => place));
    const streamed = [];
    for await (const { row } of reader.stream()) streamed.push(row);
    expect(streamed).toEqual(rows);
    // Columns are those of the rows: what samples by one finds it in the other.
    expect(reader.columns).toEqual(pairColumnsOf(rows));
    const told = pairs.flatMap((pair, place) => (isUnknown(pair) ? [] : [place]));
    expect(told.map((place) => rows[place])).toEqual(told.map((place) => pairs[place].row));
    expect(told.some((place) => rows[place].split === 'train' && reader.columns.sentences[place] > 0)).toBe(true);
    for (const [place, pair] of pairs.entries()) {
      expect(await reader.volume(place)).toBe(pair.volume);
      if (!isUnknown(pair)) continue;
      const { sentences, findings, states, mentioned, truth, parts = [], ...facts } = rows[place];
      expect({ sentences, findings, states, mentioned, truth }).toEqual({
        ...{ sentences: [], findings: [], states: {}, mentioned: false, truth: undefined },
      });
      expect(parts.map(({ organ }) => organ)).toEqual((pair.row.parts ?? []).map(({ organ }) => organ));
      for (const part of parts) expect([part.sentences, part.findings, part.truth]).toEqual([[], [], undefined]);
      expect(pair.row).toMatchObject(facts);
    }
  });

  it('is all where all are known, and an error where what is left says nothing', async () => {
    const reader = pairReader(pairs);
    expect(await knownPairs('align', reader, undefined)).toBe(reader);
    const silent = pairs.map((pair) => (isUnknown(pair) ? pair : { ...pair, row: { ...pair.row, sentences: [] } }));
    await expectCodedError(knownPairs('align', pairReader(silent), { share }), 'TFM_REPORTS_SHARE');
  });
});
