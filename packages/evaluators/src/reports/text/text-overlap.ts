import type { Estimate } from '@totalfm/core';
import type { Estimator } from '@totalfm/statistics';
import {
  compareMeasures,
  estimatorOf,
  type Comparison,
  type GeneratedReport,
  type ResampleOptions,
  type RivalReports,
} from '../resample-reports.ts';
import { bleuOf, bleuTerms, bleuWidth } from './bleu.ts';
import { cider, documentFrequencies, type DocumentFrequencies } from './cider.ts';
import { countText, type CountedText } from './counted-text.ts';
import { meteor } from './meteor.ts';
import { orders } from './n-grams.ts';
import { rougeL } from './rouge-l.ts';

const bleuNames = ['bleu1', 'bleu2', 'bleu3', 'bleu4'] as const;
const meanNames = ['rougeL', 'meteor', 'cider'] as const;

/** Overlap of words: higher is better; all from 0 to 1 but CIDEr, which goes to 10. */
export const textMeasures = [...bleuNames, ...meanNames] as const;

export type TextMeasure = (typeof textMeasures)[number];

/** Undefined where there is no exam. */
export type TextOverlap = Readonly<Partial<Record<TextMeasure, Estimate>>>;

/**
 * How far generated reports have the words of their references: BLEU-1 to BLEU-4 of the corpus, and the means of ROUGE-L,
 * METEOR (exact and stem) and CIDEr over exams. Words say little of whether a report is right: see `clinicalMetrics`.
 *
 * Each text is measured once; resamples draw patients and sum what their exams add. Document frequencies of CIDEr stay those
 * of all references in every resample: they are part of the measure, not of the sample.
 */
export function textOverlap(exams: readonly GeneratedReport<string>[], options: ResampleOptions): TextOverlap {
  const termsOf = textTermsAgainst(exams.map(({ reference }) => reference));
  return overlapOf(
    estimatorOf(
      exams.map(({ patient, generated }, place) => ({ patient, terms: termsOf(place, generated) })),
      options,
    ),
  );
}

/** Text overlap of two generators on the same exams, with paired differences. */
export function compareTexts(
  exams: readonly RivalReports<string>[],
  options: ResampleOptions,
): Comparison<TextOverlap> {
  const termsOf = textTermsAgainst(exams.map(({ reference }) => reference));
  const ofRival = (rival: 0 | 1) =>
    exams.map(({ patient, generated }, place) => ({ patient, terms: termsOf(place, generated[rival]) }));
  return compareMeasures([ofRival(0), ofRival(1)], overlapOf, options);
}

/** What a text adds, written for the exam at a place: references are counted once, for as many generators as there are. */
export function textTermsAgainst(references: readonly string[]): (place: number, generated: string) => Float64Array {
  const counted = references.map(countText);
  const frequencies = documentFrequencies(counted);
  return (place, generated) => termsOf(generated, counted[place], frequencies);
}

/** What one report adds: the terms of BLEU, the scores that are averaged, and one exam. */
function termsOf(generated: string, reference: CountedText, frequencies: DocumentFrequencies): Float64Array {
  const candidate = countText(generated);
  return Float64Array.of(
    ...bleuTerms(candidate, reference),
    rougeL(candidate.words, reference.words),
    meteor(candidate.words, reference.words),
    cider(candidate, reference, frequencies),
    1,
  );
}

const examsAt = bleuWidth + meanNames.length;

export function overlapOf(estimate: Estimator): TextOverlap {
  const bleus = orders.map((_, place) => estimate((sums) => (sums[examsAt] > 0 ? bleuOf(sums)[place] : NaN)));
  const means = meanNames.map((_, place) => estimate((sums) => sums[bleuWidth + place] / sums[examsAt]));
  return Object.fromEntries(textMeasures.map((name, place) => [name, [...bleus, ...means][place]]));
}
