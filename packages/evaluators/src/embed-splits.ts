import {
  readRows,
  rowsOf,
  type EvaluationContext,
  type ExamCounts,
  type PairReader,
  type PairRow,
  type Split,
} from '@totalfm/core';
import { embedPairs } from './embeddings.ts';
import { evaluatorErrors } from './errors.ts';

/** A pair with its embedding. */
export interface EmbeddedPair {
  /** Its place in the reader. */
  readonly index: number;
  readonly row: PairRow;
  readonly vector: Float32Array;
}

/** Whose exams an evaluator scores. Validation exams are for choosing among settings, before test exams are looked at. */
export const scoredSplits = ['test', 'validation'] as const;
export type ScoredSplit = (typeof scoredSplits)[number];

/** Embedded pairs: those that are scored, and those that thresholds come from. Rows of training are never held. */
export interface EvaluationPairs {
  readonly scored: readonly EmbeddedPair[];
  /** None where validation exams are scored themselves: a threshold is never from what it is measured on. */
  readonly validation: readonly EmbeddedPair[];
}

/** Throws `TFM_EVALUATE_NO_TEST_PAIRS`. Warns where there is no validation pair, for thresholds are then defaults. */
export async function embedSplits(context: EvaluationContext, split: ScoredSplit = 'test'): Promise<EvaluationPairs> {
  const { pairs, validationPairs = pairs, progress } = context;
  const reader = split === 'test' ? pairs : validationPairs;
  if (rowsOf(reader, split).length === 0)
    throw nothingToScore(`None of the organ pairs is of the ${split} split.`, split);
  const scored = await embedSplit(context, reader, split);
  if (split === 'validation') return { scored, validation: [] };
  if (rowsOf(validationPairs, 'validation').length === 0)
    progress.warn('No validation pair: the thresholds of F1 are the default.');
  return {
    scored,
    validation: await embedSplit(context, validationPairs, 'validation'),
  };
}

/** Throws `TFM_EVALUATE_NO_TEST_PAIRS` where there is nothing to score, whatever becomes of the exams. */
export function needTestExams(counts: ExamCounts): void {
  needExams(counts, 'test');
}

/** As {@link needTestExams}, of the split that is scored. */
export function needExams(counts: ExamCounts, split: ScoredSplit): void {
  if (counts[split] === 0) throw nothingToScore(`None of the exams is of the ${split} split.`, split);
}

/** A store without pairs of test exams. */
export const noTestPairs = () => nothingToScore('None of the organ pairs is of the test split.', 'test');

const nothingToScore = (message: string, split: ScoredSplit) =>
  evaluatorErrors.TFM_EVALUATE_NO_TEST_PAIRS({
    stage: 'evaluate',
    message,
    fix: `Give the cohort ${split} exams: more exams, or a split of its own.`,
  });

const embedSplit = (context: EvaluationContext, reader: PairReader, split: Split) =>
  embedRows(context, reader, rowsOf(reader, split));

/** Some pairs of a store with their embeddings, in the order of their places. */
export async function embedRows(
  context: EvaluationContext,
  reader: PairReader,
  indices: readonly number[],
): Promise<EmbeddedPair[]> {
  const vectors = await embedPairs(context.embedder, reader, indices, context);
  const embedded: EmbeddedPair[] = [];
  for await (const { index, row } of readRows(reader, indices, context.signal))
    embedded.push({ index, row, vector: vectors.get(index)! });
  return embedded;
}
