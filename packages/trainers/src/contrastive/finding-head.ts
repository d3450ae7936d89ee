import * as tf from '@tensorflow/tfjs';
import type { AnatomyFindings, Feeds, FindingState, InputSpecs, PairRow, ParameterSpecs, Tensors } from '@totalfm/core';
import { biasSpec, weightSpec } from '@totalfm/compute';
import type { Statement } from './statement.ts';

/**
 * One linear classifier of the findings that both towers share: a volume must tell the findings that its report states, and
 * a text those that it states itself, through the same weights. It teaches every volume about all findings of its organ at
 * once, where the contrast teaches what the texts of one batch happen to name. Evaluation never uses it.
 */
export interface FindingHead {
  readonly parameters: ParameterSpecs;
  inputs(batch: number): InputSpecs;
  feeds(rows: readonly PairRow[], statements: readonly Statement[]): Feeds;
  /** Binary cross-entropy over the known states of volumes (their sum over their count + 1), plus that of texts; embeddings have length 1. */
  loss(parameters: Tensors, inputs: Tensors, images: tf.Tensor, texts: tf.Tensor): tf.Tensor;
}

/** Embeddings have length 1: without a gain the first logits would hardly differ. */
const GAIN = 10;

/** A finding of the head, by column. */
interface Column {
  readonly id: string;
  readonly organ: string;
}

export function createFindingHead({ organs }: AnatomyFindings, width: number): FindingHead {
  const columns: readonly Column[] = organs.flatMap(({ organ, findings }) => findings.map(({ id }) => ({ id, organ })));
  const count = columns.length;
  const matrix = (rows: number) => ({ shape: [rows, count], dtype: 'float32' as const });
  return {
    parameters: { 'findings/weight': weightSpec(width, count), 'findings/bias': biasSpec(count) },
    inputs: (batch) => ({
      volumeStates: matrix(batch),
      volumeKnown: matrix(batch),
      textStates: matrix(batch),
      textKnown: matrix(batch),
    }),
    feeds(rows, statements) {
      const volumes = fill(rows, columns, stateOfPair);
      const texts = fill(statements, columns, stateInText);
      return {
        volumeStates: volumes.states,
        volumeKnown: volumes.known,
        textStates: texts.states,
        textKnown: texts.known,
      };
    },
    loss: (parameters, inputs, images, texts) =>
      tf.add(
        entropy(logitsOf(parameters, images), inputs.volumeStates, inputs.volumeKnown),
        entropy(logitsOf(parameters, texts), inputs.textStates, inputs.textKnown),
      ),
  };
}

/** A pair has the states of its own organ's findings, one of a whole scan those of all. Undefined: not known. */
function stateOfPair({ states, organ: own }: PairRow, { id, organ }: Column): boolean | undefined {
  const state = states[id] as FindingState | undefined;
  if (state === undefined || state === 'uncertain') return undefined;
  // Passed over where the organ is mentioned: absent. Of an organ that may not be mentioned, nothing is known.
  if (state === 'not-mentioned' && organ !== own) return undefined;
  return state === 'present';
}

function stateInText({ present, absent, normal, organ: own }: Statement, { id, organ }: Column): boolean | undefined {
  if (present.includes(id)) return true;
  return absent.includes(id) || (normal && organ === own) ? false : undefined;
}

function fill<Row>(
  rows: readonly Row[],
  columns: readonly Column[],
  stateOf: (row: Row, column: Column) => boolean | undefined,
) {
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

const logitsOf = (parameters: Tensors, embeddings: tf.Tensor): tf.Tensor =>
  tf.add(
    tf.mul(tf.matMul(embeddings as tf.Tensor2D, parameters['findings/weight'] as tf.Tensor2D), GAIN),
    parameters['findings/bias'],
  );

const entropy = (logits: tf.Tensor, states: tf.Tensor, known: tf.Tensor): tf.Tensor =>
  tf.div(tf.sum(tf.mul(known, tf.sub(tf.softplus(logits), tf.mul(logits, states)))), tf.add(tf.sum(known), 1));
