import { ctRate18 } from '@totalfm/anatomy';
import type { ComparedMeasures } from '@totalfm/core';
import { estimator, type ResampledSums } from '@totalfm/statistics';
import { clinicalTerms, layOut, type ComparedExam, type Layout } from '../reports/clinical/exam-terms.ts';
import { differenceOf, sumsOf, type ExamTerms, type ResampleOptions } from '../reports/resample-reports.ts';
import { textTermsAgainst } from '../reports/text/text-overlap.ts';
import { measuresOf, type Layouts, type Sums } from './measures.ts';
import type { ReadExam, ReadReport } from './read-exams.ts';

/** What clinical measures are against. */
export type ReferenceOption = 'report' | 'truth';

export interface MeasuredGenerators {
  readonly byGenerator: ComparedMeasures;
  readonly differences: ComparedMeasures;
  /** What a generator's findings add up to, for tables. */
  findingsOf(generator: string): ResampledSums;
  readonly layout: Layout;
}

/** The comparison that clinical measures are of; undefined where the exam's truth is wanted and not known. */
export const comparedWith = (reference: ReferenceOption, { told, known }: ReadReport): ComparedExam | undefined =>
  reference === 'truth' ? known : told;

/**
 * Every measure of every generator, and how far the first is above each other on the exams that both wrote of. Resamples draw
 * patients; document frequencies of CIDEr are those of all exams that were read.
 */
export function measureGenerators(
  generators: readonly string[],
  exams: readonly ReadExam[],
  { reference, ...options }: ResampleOptions & { readonly reference: ReferenceOption },
): MeasuredGenerators {
  const { termsOf, layouts } = termsOfExams(exams, reference);
  const terms = new Map(generators.map((generator) => [generator, termsOf(generator)]));
  const sums = new Map(
    generators.map((generator) => [generator, mapParts((part) => sumsOf(of(terms.get(generator)!, part), options))]),
  );
  const [first, ...others] = generators;
  const difference = (other: string) => {
    const [ones, rivals] = [terms.get(first)!, terms.get(other)!];
    const shared = ones.map((one, place) => [one, rivals[place]] as const).filter(([one, rival]) => one && rival);
    const sides = [shared.map(([one]) => one), shared.map(([, rival]) => rival)] as const;
    return measuresOf(
      mapParts((part) => differenceOf([of(sides[0], part), of(sides[1], part)], options)),
      layouts,
    );
  };
  return {
    byGenerator: Object.fromEntries(
      generators.map((generator) => [
        generator,
        measuresOf(
          mapParts((part) => estimator(sums.get(generator)![part])),
          layouts,
        ),
      ]),
    ),
    differences: Object.fromEntries(others.map((other) => [other, difference(other)])),
    findingsOf: (generator) => sums.get(generator)!.findings,
    layout: layouts.findings,
  };
}

/** What a report adds to each of the sums; undefined where the generator wrote none. */
type ReportTerms = Readonly<Partial<Record<keyof Sums, ExamTerms>>> | undefined;

const mapParts = <T>(make: (part: keyof Sums) => T): Record<keyof Sums, T> => {
  return { words: make('words'), findings: make('findings'), truth: make('truth') };
};

const of = (terms: readonly ReportTerms[], part: keyof Sums): ExamTerms[] => terms.flatMap((one) => one?.[part] ?? []);

/** Reports of all generators, so that what is subtracted stands at the same place. */
function termsOfExams(exams: readonly ReadExam[], reference: ReferenceOption) {
  const reports = exams.flatMap(({ byGenerator }) => Object.values(byGenerator));
  const layouts: Layouts = {
    findings: layOut(
      reports.flatMap((one) => comparedWith(reference, one) ?? []),
      ctRate18,
    ),
    truth: layOut(
      reports.flatMap(({ known }) => known ?? []),
      ctRate18,
    ),
  };
  const wordsOf = textTermsAgainst(exams.map(({ text }) => text));
  const clinical = (compared: ComparedExam | undefined, layout: Layout) =>
    compared && clinicalTerms([compared], layout)[0];
  const termsOf = (generator: string): ReportTerms[] =>
    exams.map(({ patient, byGenerator }, place) => {
      const report = byGenerator[generator] as ReadReport | undefined;
      return (
        report && {
          words: { patient, terms: wordsOf(place, report.text) },
          findings: clinical(comparedWith(reference, report), layouts.findings),
          truth: clinical(report.known, layouts.truth),
        }
      );
    });
  return { termsOf, layouts };
}
