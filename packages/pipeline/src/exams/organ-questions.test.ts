import { partName, type PairReader } from '@totalfm/core';
import {
  expectCodedError,
  pairColumnsOf,
  pairReader,
  storedVolume,
  testAnatomy,
  testExamPairs,
  testPairs,
} from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { askedParts, organQuestions } from './organ-questions.ts';
import { examsOf, volumeFacts } from './pairs-to-write-of.ts';

const organs = testPairs({ exams: 20 });
const exams = testExamPairs({ exams: 20 });
/** What a row says, but for what only a mask tells. */
const said = ({ key, exam, patient, split, organ, side, ...row }: (typeof organs)[number]['row']) => {
  const { sentences, findings, mentioned, states, truth } = row;
  return { key, exam, patient, split, organ, side, sentences, findings, mentioned, states, truth };
};

/** Counts what is read. */
function counting(reader: PairReader) {
  const read = { rows: 0, volumes: 0 };
  const counted: PairReader = {
    ...reader,
    rows(indices) {
      read.rows += indices.length;
      return reader.rows(indices);
    },
    volume(index) {
      read.volumes++;
      return reader.volume(index);
    },
  };
  return { read, counted };
}

describe('whole exams as questions', () => {
  const all = organs.map((_, place) => place);

  it('say of each organ what its own pair would', async () => {
    const questions = await organQuestions(pairReader(exams));
    const rows = await questions.rows(all);
    expect(rows.map(said)).toEqual(organs.map(({ row }) => said(row)));
    expect((await questions.rows([7, 2, 7])).map(said)).toEqual([7, 2, 7].map((place) => said(organs[place].row)));
  });

  it('have columns of their own, as a store of organs has', async () => {
    const { columns } = await organQuestions(pairReader(exams));
    const doubted = Uint8Array.from(organs, ({ row }) => exams.findIndex((one) => one.row.exam === row.exam)).map(
      (exam) => Number(exams[exam].row.doubts.length > 0),
    );
    expect(columns).toEqual({ ...pairColumnsOf(organs.map(({ row }) => row)), doubted });
  });

  it('show the whole scan, whose organs nobody has measured', async () => {
    const questions = await organQuestions(pairReader(exams));
    const [row] = await questions.rows([4]);
    expect(await questions.volume(4)).toBe(exams[1].volume);
    expect(row).toMatchObject({ extentMm: exams[1].row.extentMm, organExtentMm: [0, 0, 0], organMl: 0 });
    expect(row).not.toHaveProperty('parts');
  });

  it('come one after another in the same order', async () => {
    const questions = await organQuestions(pairReader(exams));
    const rows = await questions.rows(all);
    let place = 0;
    for await (const { row, volume } of questions.stream()) {
      expect(row).toEqual(rows[place]);
      expect(volume).toBe(exams[Math.floor(place / 3)].volume);
      place++;
    }
    expect(place).toBe(organs.length);
  });

  it('read a pair and its volume once for all of its questions that come together', async () => {
    const { read, counted } = counting(pairReader(exams));
    const questions = await organQuestions(counted);
    expect(read).toEqual({ rows: exams.length, volumes: 0 });
    for (const places of examsOf(questions, 'test')) {
      await questions.rows(places);
      await Promise.all(places.map((place) => questions.volume(place)));
    }
    const tests = exams.filter(({ row }) => row.split === 'test').length;
    expect(read).toEqual({ rows: exams.length + tests, volumes: tests });
  });

  it('read a volume again that could not be read', async () => {
    let fails = true;
    const reader = pairReader(exams);
    const volume = (index: number) => (fails ? Promise.reject(new Error('Gone.')) : reader.volume(index));
    const questions = await organQuestions({ ...reader, volume });
    await expect(questions.volume(0)).rejects.toThrow('Gone.');
    fails = false;
    expect(await questions.volume(1)).toBe(exams[0].volume);
  });

  it('need to be told what is said of each organ', async () => {
    const without = exams.map(({ row: { parts: _parts, ...row }, volume }) => ({ row, volume }));
    await expectCodedError(organQuestions(pairReader(without)), 'TFM_WRITE_NO_QUESTIONS');
  });

  it('are pairs of organs as they are where there are no whole exams', async () => {
    const reader = pairReader(organs);
    expect(await organQuestions(reader)).toBe(reader);
  });
});

describe('what is asked of a volume', () => {
  it('is each organ part, where it is a whole exam, in the words of the questions', async () => {
    const [exam] = exams;
    const asked = askedParts(storedVolume(exam), testAnatomy);
    expect(asked.map(({ row }) => partName(row))).toEqual(['liver', 'kidney_left', 'kidney_right']);
    const questions = await organQuestions(pairReader([exam]));
    expect(asked.map(({ row }) => row)).toEqual((await questions.rows([0, 1, 2])).map(volumeFacts));
    expect(new Set(asked.map(({ volume }) => volume))).toEqual(new Set([exam.volume]));
    expect(volumeFacts(exam.row)).toEqual(storedVolume(exam).row);
  });

  it('is the organ itself, where it is one', () => {
    const part = storedVolume(organs[1]);
    expect(askedParts(part, testAnatomy)).toEqual([part]);
  });
});
