import * as tf from '@tensorflow/tfjs';
import type { AnatomyFindings, Feeds, InputSpecs, PairRow, ParameterSpecs, Tensors } from '@totalfm/core';
import {
  biasSpec,
  findingColumns,
  stateFeeds,
  stateInput,
  stateLoss,
  stateOfPair,
  weightSpec,
  type FindingColumn,
} from '@totalfm/compute';
import type { Statement } from './statement.ts';

/**
 * One linear classifier of the findings that both towers share: a volume must tell the findings that its report states, and
 * a text those that it states itself, through the same weights. It teaches every volume about all findings of its organ at
 * once, where the contrast teaches what the texts of one batch happen to name. Evaluation never uses it.
 */
export interface FindingHead {
  readonly parameters: ParameterSpecs;
  /** For so many volumes and texts. */
  inputs(volumes: number, texts: number): InputSpecs;
  feeds(rows: readonly PairRow[], statements: readonly Statement[]): Feeds;
  /** Binary cross-entropy over the known states of volumes (their sum over their count + 1), plus that of texts; embeddings have length 1. */
  loss(parameters: Tensors, inputs: Tensors, images: tf.Tensor, texts: tf.Tensor): tf.Tensor;
}

/** Embeddings have length 1: without a gain the first logits would hardly differ. */
const GAIN = 10;

export function createFindingHead(anatomy: AnatomyFindings, width: number): FindingHead {
  const columns = findingColumns(anatomy);
  const count = columns.length;
  const matrix = (rows: number) => stateInput(rows, columns);
  return {
    parameters: { 'findings/weight': weightSpec(width, count), 'findings/bias': biasSpec(count) },
    inputs: (volumes, texts) => ({
      volumeStates: matrix(volumes),
      volumeKnown: matrix(volumes),
      textStates: matrix(texts),
      textKnown: matrix(texts),
    }),
    feeds(rows, statements) {
      const volumes = stateFeeds(rows, columns, stateOfPair);
      const texts = stateFeeds(statements, columns, stateInText);
      return {
        volumeStates: volumes.states,
        volumeKnown: volumes.known,
        textStates: texts.states,
        textKnown: texts.known,
      };
    },
    loss: (parameters, inputs, images, texts) =>
      tf.add(
        stateLoss(logitsOf(parameters, images), inputs.volumeStates, inputs.volumeKnown),
        stateLoss(logitsOf(parameters, texts), inputs.textStates, inputs.textKnown),
      ),
  };
}

function stateInText(
  { present, absent, normal, organ: own }: Statement,
  { id, organ }: FindingColumn,
): boolean | undefined {
  if (present.includes(id)) return true;
  return absent.includes(id) || (normal && organ === own) ? false : undefined;
}

const logitsOf = (parameters: Tensors, embeddings: tf.Tensor): tf.Tensor =>
  tf.add(
    tf.mul(tf.matMul(embeddings as tf.Tensor2D, parameters['findings/weight'] as tf.Tensor2D), GAIN),
    parameters['findings/bias'],
  );
