import { createRandom } from '@totalfm/core';
import { bench, describe } from 'vitest';
import { clinicalMetrics, compareClinically } from './clinical/index.ts';
import { exampleExams, exampleStatements, exampleText } from './test-support/example-exams.ts';
import { cider, documentFrequencies } from './text/cider.ts';
import { bleuTerms, compareTexts, countText, meteor, rougeL, textOverlap } from './text/index.ts';

// Reports of about 200 words, the usual length of a chest CT’s; 500 exams of 250 patients.
const random = createRandom('bench');
const texts = exampleExams(random, 500, exampleText);
const statements = exampleExams(random, 500, exampleStatements);
const counted = texts.map(({ generated, reference }) => [countText(generated), countText(reference)] as const);
const frequencies = documentFrequencies(counted.map(([, reference]) => reference));
const once = { resamples: 1, seed: 1 };
const thousand = { resamples: 1000, seed: 1 };

/** Whole cohorts: enough runs to tell tenths of a second apart. */
const few = { iterations: 5, warmupIterations: 1, time: 0, warmupTime: 0 };

let next = 0;
const someText = () => texts[next++ % texts.length];
const some = () => counted[next++ % counted.length];

describe('one report of about 200 words', () => {
  bench('tokens and n-grams', () => void countText(someText().generated));
  bench('BLEU', () => void bleuTerms(...some()));
  bench('ROUGE-L', () => {
    const [candidate, reference] = some();
    rougeL(candidate.words, reference.words);
  });
  bench('METEOR', () => {
    const [candidate, reference] = some();
    meteor(candidate.words, reference.words);
  });
  bench('CIDEr', () => void cider(...some(), frequencies));
});

describe('500 exams', () => {
  bench('text overlap, without resamples', () => void textOverlap(texts, once), few);
  bench('text overlap, 1,000 resamples', () => void textOverlap(texts, thousand), few);
  bench('clinical metrics, without resamples', () => void clinicalMetrics(statements, once), few);
  bench('clinical metrics, 1,000 resamples', () => void clinicalMetrics(statements, thousand), few);
  bench(
    'two generators compared, 1,000 resamples',
    () => {
      compareTexts(texts.map(rivals), thousand);
      compareClinically(statements.map(rivals), thousand);
    },
    few,
  );
});

function rivals<Report>({ patient, reference, generated }: { patient: string; reference: Report; generated: Report }) {
  return { patient, reference, generated: [generated, reference] as const };
}
