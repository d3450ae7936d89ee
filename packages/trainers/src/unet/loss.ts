import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '@totalfm/compute';
import type { Kind } from './kinds.ts';
import type { UnetOutputs } from './network.ts';

/**
 * 1 − the mean soft Dice, 2 Σ pt / (Σ p + Σ t) (Milletari et al. 2016), of the classes that a patch shows, but for the background;
 * [rows, classes]. A class that it does not show has no part in it: else every patch without it would push it down, and rare
 * classes would never be found.
 */
export function diceLoss(probabilities: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const shared = tf.sum(tf.mul(probabilities, targets), 0);
  const wanted = tf.sum(targets, 0);
  const dice = tf.div(tf.mul(shared, 2), tf.add(tf.add(tf.sum(probabilities, 0), wanted), 1e-5));
  const classes = dice.shape[0] - 1;
  const shown = tf.cast(tf.greater(tf.slice(wanted, [1], [classes]), 0), 'float32');
  return tf.sub(1, tf.div(tf.sum(tf.slice(dice, [1], [classes])), tf.add(tf.sum(shown), 1e-5)));
}

export interface UnetTargets {
  /** int32 [blocks, sub-voxels]: 0 is background, k the k-th kind. */
  readonly kinds: tf.Tensor;
  /** int32 [blocks]: −1, or a member’s place among all members of kinds that have several. */
  readonly members: tf.Tensor;
}

/**
 * Weights of classes by the number of their voxels: 1 / √n, scaled so that a voxel’s is 1 on average. Without them the gradient of
 * a structure of 60 voxels drowns in that of a million others, and it is not found for thousands of steps.
 */
export function classWeights(voxels: readonly number[]): readonly number[] {
  const weights = voxels.map((count) => 1 / Math.sqrt(Math.max(1, count)));
  const total = voxels.reduce((sum, count) => sum + count, 0);
  const scale = total / voxels.reduce((sum, count, index) => sum + count * weights[index], 0);
  return weights.map((weight) => weight * scale);
}

/**
 * What weights added to logits, log w in the optimum of cross-entropy, is taken off by half again before use (logit adjustment, Menon et al.
 * 2021): with all of it in, rare structures are found beyond their borders; without any, the thinnest are lost. Half was best of
 * 0, ¼, ½, ¾ and 1 by Dice on validation exams.
 */
export const adjustedLogits = (bias: Float32Array, weights: readonly number[]): Float32Array =>
  bias.map((value, index) => value - 0.5 * Math.log(weights[index]));

/** Brings the focal loss to the size of the cross-entropy that it comes from. */
const FOCAL_WEIGHT = 3;

/**
 * Dice and weighted focal loss of kinds at every voxel, (1 − p)² · −log p (Lin et al. 2017): a lesion that is taken for background counts, and the
 * border's many voxels of p near ½ count less. And cross-entropy of members at every block that has one, among those of
 * its kind: log p(structure) = log p(kind) + log p(member | kind).
 */
export function unetLoss(
  { kinds, members }: UnetOutputs,
  targets: UnetTargets,
  groups: readonly Kind[],
  weights: readonly number[],
): { loss: tf.Tensor; dice: tf.Tensor; member: tf.Tensor } {
  const classes = kinds.shape[2] as number;
  const wanted = tf.oneHot(tf.cast(tf.reshape(targets.kinds, [-1]), 'int32'), classes);
  const truth = tf.cast(wanted, 'float32');
  const logits = tf.reshape(kinds, [-1, classes]);
  const own = tf.reshape(tf.matMul(truth as tf.Tensor2D, tf.tensor2d([...weights], [classes, 1])), [-1]);
  const probabilities = tf.softmax(logits);
  const missed = tf.square(tf.sub(1, tf.sum(tf.mul(probabilities, truth), 1)));
  const focal = tf.mul(tf.mean(tf.mul(tf.mul(softmaxCrossEntropy(logits, truth), own), missed)), FOCAL_WEIGHT);
  const dice = diceLoss(probabilities, truth);
  const among = memberLoss(members, targets.members, groups);
  return { loss: tf.add(tf.add(focal, dice), among), dice, member: among };
}

function memberLoss(members: tf.Tensor, targets: tf.Tensor, groups: readonly Kind[]): tf.Tensor {
  let first = 0;
  const terms: tf.Tensor[] = [];
  const count = tf.add(tf.sum(tf.cast(tf.greaterEqual(targets, 0), 'float32')), 1);
  for (const { members: own } of groups) {
    const logits = tf.slice(members, [0, first], [-1, own.length]);
    // A block without a member of this kind has a row of zeros, and so no loss.
    const truth = tf.cast(tf.oneHot(tf.cast(tf.sub(targets, first), 'int32'), own.length), 'float32');
    terms.push(tf.sum(softmaxCrossEntropy(logits, truth)));
    first += own.length;
  }
  return tf.div(tf.addN(terms), count);
}
