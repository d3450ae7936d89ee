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
  readonly row: PairRow;
  readonly vector: Float32Array;
}

/** What an evaluator scores: embedded test pairs and embedded validation pairs. Rows of training are never held. */
export interface EvaluationPairs {
  readonly test: readonly EmbeddedPair[];
  readonly validation: readonly EmbeddedPair[];
}

/** Throws `TFM_EVALUATE_NO_TEST_PAIRS`. Warns where there is no validation pair, for thresholds are then defaults. */
export async function embedSplits(context: EvaluationContext): Promise<EvaluationPairs> {
  const { pairs, validationPairs = pairs, progress } = context;
  if (rowsOf(pairs, 'test').length === 0) throw noTests('None of the organ pairs is of the test split.');
  if (rowsOf(validationPairs, 'validation').length === 0)
    progress.warn('No validation pair: the thresholds of F1 are the default.');
  return {
    test: await embedSplit(context, pairs, 'test'),
    validation: await embedSplit(context, validationPairs, 'validation'),
  };
}

/** Throws `TFM_EVALUATE_NO_TEST_PAIRS` where there is nothing to score, whatever becomes of the exams. */
export function needTestExams({ test }: ExamCounts): void {
  if (test === 0) throw noTests('None of the exams is of the test split.');
}

const noTests = (message: string) =>
  evaluatorErrors.TFM_EVALUATE_NO_TEST_PAIRS({
    stage: 'evaluate',
    message,
    fix: 'Give the cohort test exams: more exams, or a split of its own.',
  });

async function embedSplit(context: EvaluationContext, reader: PairReader, split: Split): Promise<EmbeddedPair[]> {
  const indices = rowsOf(reader, split);
  const vectors = await embedPairs(context.embedder, reader, indices, context);
  const embedded: EmbeddedPair[] = [];
  for await (const { index, row } of readRows(reader, indices, context.signal))
    embedded.push({ row, vector: vectors.get(index)! });
  return embedded;
}
