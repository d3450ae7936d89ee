import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { ourScores } from './test-support/our-scores.ts';
import { referencePairs } from './test-support/reference-pairs.ts';
import { compareTexts, textMeasures, textOverlap } from './text-overlap.ts';

const options = { resamples: 200, seed: 1 };
const exams = referencePairs.map(([generated, reference], index) => ({ patient: `p${index}`, generated, reference }));
const values = (overlap: ReturnType<typeof textOverlap>) => textMeasures.map((name) => overlap[name]!.value);
const copied = exams.map(({ patient, reference }) => ({ patient, reference, generated: reference }));

describe('text overlap', () => {
  it('is BLEU of the corpus, and means of the rest', () => {
    const scores = ourScores(referencePairs);
    const mean = (some: readonly number[]) => some.reduce((sum, value) => sum + value) / some.length;
    const expected = [...scores.bleu, mean(scores.rougeL), mean(scores.meteor), mean(scores.cider)];
    values(textOverlap(exams, options)).forEach((value, place) => expect(value).toBeCloseTo(expected[place], 12));
  });

  it('is full for the same texts', () => {
    const [b1, b2, b3, b4, rouge, meteor, cider] = values(textOverlap(copied, options));
    for (const value of [b1, b2, b3, b4]) expect(value).toBeCloseTo(1, 9);
    expect(rouge).toBeCloseTo(1, 12);
    expect(meteor).toBeGreaterThan(0.99);
    expect(cider).toBeCloseTo(10, 12);
  });

  it('is nothing where nothing was written, nothing was to be written, or nothing is shared', () => {
    for (const [generated, reference] of [
      ['', 'Liver normal.'],
      ['Liver normal.', ''],
      ['', ''],
      ['Liver normal.', 'Spleen enlarged today'],
    ]) {
      const overlap = textOverlap([{ patient: 'a', generated, reference }], options);
      for (const value of values(overlap)) expect(value).toBeCloseTo(0, 3);
    }
    expect(Object.values(textOverlap([], options))).toEqual(textMeasures.map(() => undefined));
  });

  it('is a number within its range for whatever is written', () => {
    const random = createRandom('words');
    const write = () =>
      Array.from({ length: random.integer(9) }, () =>
        random.pick(['no', 'cyst', 'cysts', '3.5', '%', '肺', '', '.']),
      ).join(' ');
    const written = Array.from({ length: 400 }, (_, index) => {
      return { patient: `p${index % 150}`, generated: write(), reference: write() };
    });
    for (const set of [written, ...written.slice(0, 60).map((one) => [one])]) {
      const overlap = textOverlap(set, options);
      for (const name of textMeasures)
        for (const value of Object.values(overlap[name]!)) {
          expect(value, name).toBeGreaterThanOrEqual(0);
          expect(value, name).toBeLessThanOrEqual(name === 'cider' ? 10 + 1e-9 : 1 + 1e-9);
        }
    }
  });

  it('does not depend on the order of exams', () =>
    expect(textOverlap(exams.toReversed(), options)).toEqual(textOverlap(exams, options)));

  it('has intervals that hold the value, and resamples patients', () => {
    const overlap = textOverlap(exams, options);
    for (const name of textMeasures) {
      const { value, low, high } = overlap[name]!;
      expect(low, name).toBeLessThan(value);
      expect(high, name).toBeGreaterThan(value);
    }
    const { low, high } = textOverlap(
      exams.map((exam) => ({ ...exam, patient: 'one' })),
      options,
    ).rougeL!;
    expect(low).toBe(high);
  });
});

describe('two generators', () => {
  const rivals = exams.map(({ patient, reference, generated }) => {
    return { patient, reference, generated: [reference, generated] as const };
  });

  it('have their own overlaps, and paired differences of them', () => {
    const { one, other, difference } = compareTexts(rivals, options);
    expect(one).toEqual(textOverlap(copied, options));
    expect(other).toEqual(textOverlap(exams, options));
    for (const name of textMeasures) {
      expect(difference[name]!.value).toBeCloseTo(one[name]!.value - other[name]!.value, 12);
      expect(difference[name]!.low).toBeGreaterThan(0);
    }
  });

  it('do not differ where they write the same', () => {
    const same = exams.map((exam) => ({ ...exam, generated: [exam.generated, exam.generated] as const }));
    for (const estimate of Object.values(compareTexts(same, options).difference))
      expect(estimate).toEqual({ value: 0, low: 0, high: 0 });
  });
});
