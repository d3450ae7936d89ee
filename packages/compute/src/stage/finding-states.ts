import * as tf from '@tensorflow/tfjs';
import type { AnatomyFindings, FindingState, InputSpecs, PairRow } from '@totalfm/core';

/** A finding of a classifier, by column. */
export interface FindingColumn {
  readonly id: string;
  readonly organ: string;
}

export const findingColumns = ({ organs }: AnatomyFindings): readonly FindingColumn[] =>
  organs.flatMap(({ organ, findings }) => findings.map(({ id }) => ({ id, organ })));

/**
 * Whether a pair has a finding present, as its report says; undefined: not known. A pair has the states of its own organ's findings, one
 * of a whole scan those of all.
 */
export function stateOfPair({ states, organ: own }: PairRow, { id, organ }: FindingColumn): boolean | undefined {
  const state = states[id] as FindingState | undefined;
  if (state === undefined || state === 'uncertain') return undefined;
  // Passed over where the organ is mentioned: absent. Of an organ that may not be mentioned, nothing is known.
  if (state === 'not-mentioned' && organ !== own) return undefined;
  return state === 'present';
}

/** Two arrays [rows, columns]: 1 where a finding is present, and 1 where its state is known. */
export function stateFeeds<Row>(
  rows: readonly Row[],
  columns: readonly FindingColumn[],
  stateOf: (row: Row, column: FindingColumn) => boolean | undefined,
): { readonly states: Float32Array; readonly known: Float32Array } {
  const states = new Float32Array(rows.length * columns.length);
  const known = new Float32Array(rows.length * columns.length);
  rows.forEach((row, r) =>
    columns.forEach((column, c) => {
      const state = stateOf(row, column);
      if (state === undefined) return;
      known[r * columns.length + c] = 1;
      states[r * columns.length + c] = state ? 1 : 0;
    }),
  );
  return { states, known };
}

export const stateInput = (rows: number, columns: readonly FindingColumn[]): InputSpecs[string] => ({
  shape: [rows, columns.length],
  dtype: 'float32',
});

/** Binary cross-entropy over known states: their sum over their count + 1. All [rows, columns]. */
export const stateLoss = (logits: tf.Tensor, states: tf.Tensor, known: tf.Tensor): tf.Tensor =>
  tf.div(tf.sum(tf.mul(known, tf.sub(tf.softplus(logits), tf.mul(logits, states)))), tf.add(tf.sum(known), 1));
