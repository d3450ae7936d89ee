import { labelReport, type LabelSet } from '@totalfm/anatomy';
import type { Estimate } from '@totalfm/core';
import { f1Of, meanOfDefined, precisionOf, recallOf, type Confusion, type Estimator } from '@totalfm/statistics';
import type { StatedReport } from './statements.ts';

export interface BinaryMetrics {
  readonly precision?: Estimate;
  readonly recall?: Estimate;
  readonly f1?: Estimate;
}

/** Agreement on a data set's labels. Both reports are labelled as its tables are: what is hedged or not told of is 0. */
export interface LabelMetrics {
  /** Over all labels of all exams. */
  readonly micro: BinaryMetrics;
  /** The mean F1 of the labels in which it is defined. */
  readonly macroF1?: Estimate;
  /** By the data set's name of the label. */
  readonly byLabel: Readonly<Record<string, BinaryMetrics>>;
}

const answers = ['hits', 'falseAlarms', 'misses', 'rejections'] as const;

/** What one report adds: a one for the answer of each label, four places for each label. */
export function labelTerms(generated: StatedReport, reference: StatedReport, set: LabelSet): Uint8Array {
  const [said, known] = [labelReport(generated, set), labelReport(reference, set)];
  const terms = new Uint8Array(labelWidth(set));
  said.forEach((value, label) => {
    const answer = known[label] ? (value ? 0 : 2) : value ? 1 : 3;
    terms[label * answers.length + answer] = 1;
  });
  return terms;
}

export const labelWidth = ({ labels }: LabelSet): number => labels.length * answers.length;

/** `start`: where the terms of the labels begin in the sums. */
export function labelMetrics(estimate: Estimator, set: LabelSet, start: number): LabelMetrics {
  const { labels } = set;
  const confusionAt = (label: number) => (sums: ArrayLike<number>) => confusionOfSums(sums, start, [label]);
  const places = labels.map((_, label) => label);
  const metrics = (of: (sums: ArrayLike<number>) => Confusion): BinaryMetrics => ({
    precision: estimate((sums) => precisionOf(of(sums))),
    recall: estimate((sums) => recallOf(of(sums))),
    f1: estimate((sums) => f1Of(of(sums))),
  });
  return {
    micro: metrics((sums) => allLabels(sums, set, start)),
    macroF1: estimate((sums) => meanOfDefined(places.map((label) => f1Of(confusionAt(label)(sums))))),
    byLabel: Object.fromEntries(labels.map(({ name }, label) => [name, metrics(confusionAt(label))])),
  };
}

/** Answers over all labels together. */
export const allLabels = (sums: ArrayLike<number>, { labels }: LabelSet, start: number): Confusion =>
  confusionOfSums(
    sums,
    start,
    labels.map((_, label) => label),
  );

function confusionOfSums(sums: ArrayLike<number>, start: number, labels: readonly number[]): Confusion {
  const [hits, falseAlarms, misses, rejections] = answers.map((_, answer) =>
    labels.reduce((sum, label) => sum + sums[start + label * answers.length + answer], 0),
  );
  return { hits, falseAlarms, misses, rejections };
}
