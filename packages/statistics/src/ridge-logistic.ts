import { logistic } from './pooled-logistic.ts';

/** Cases as rows of numbers, one behind the other: `values[row · width + column]`. */
export interface FeatureTable {
  readonly values: Float64Array;
  readonly width: number;
}

/** `logit P = intercept + Σ weightᵢ · featureᵢ`. */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: Float64Array;
}

export interface RidgeLogisticOptions {
  /** Weight of ½‖weights‖² beside the summed log loss; above 0. The inverse of scikit-learn’s `C`; the intercept is free. */
  readonly ridge: number;
  /** Where to start: the model of a neighbouring ridge saves steps. Default: zeros. */
  readonly start?: LogisticModel;
}

const mostSteps = 100;
const mostConjugate = 250;
/** Of the gradient's length, against what it is of a model without weights. */
const tolerance = 1e-7;
/** What may be left of the gradient by a move, as a share of it. */
const nearly = 1e-3;

/**
 * A logistic regression of many features with a ridge: Newton's method, whose systems are solved by conjugate gradients, so that
 * no matrix of the features' width is made (Lin, Weng and Keerthi 2008). Throws `RangeError` for labels of one class, which no
 * model fits: its intercept would run away.
 */
export function fitRidgeLogistic(
  features: FeatureTable,
  labels: readonly boolean[],
  { ridge, start }: RidgeLogisticOptions,
): LogisticModel {
  if (labels.every((label) => label === labels[0]))
    throw new RangeError('A logistic regression needs cases of both classes.');
  const problem = { ...features, labels, ridge };
  // The intercept is the last of them.
  const nothing = new Float64Array(features.width + 1);
  const enough = tolerance * Math.sqrt(squares(slopes(problem, nothing).gradient));
  let at = start ? Float64Array.of(...start.weights, start.intercept) : nothing;
  let loss = lossAt(problem, at);
  for (let step = 0; step < mostSteps; step++) {
    const { gradient, curvature } = slopes(problem, at);
    if (Math.sqrt(squares(gradient)) <= enough) break;
    const move = conjugateGradients(problem, curvature, gradient);
    let scale = 1;
    let next = along(at, move, scale);
    let nextLoss = lossAt(problem, next);
    for (; nextLoss > loss && scale > 1e-6; nextLoss = lossAt(problem, next)) next = along(at, move, (scale /= 2));
    if (!(nextLoss < loss)) break;
    [at, loss] = [next, nextLoss];
  }
  return { intercept: at[features.width], weights: at.slice(0, features.width) };
}

/** The log odds of every row. */
export function logOddsOf({ weights, intercept }: LogisticModel, { values, width }: FeatureTable): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => {
    let odds = intercept;
    for (let column = 0; column < width; column++) odds += weights[column] * values[row * width + column];
    return odds;
  });
}

interface Problem extends FeatureTable {
  readonly labels: readonly boolean[];
  readonly ridge: number;
}

const oddsAt = (problem: Problem, at: Float64Array) =>
  logOddsOf({ weights: at.subarray(0, problem.width), intercept: at[problem.width] }, problem);

function lossAt(problem: Problem, at: Float64Array): number {
  let loss = (problem.ridge / 2) * squares(at.subarray(0, problem.width));
  oddsAt(problem, at).forEach((odds, row) => {
    // log(1 + e^x) without overflow.
    loss += Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - (problem.labels[row] ? odds : 0);
  });
  return loss;
}

/** The gradient, and what each row adds to the curvature: p · (1 − p). */
function slopes(problem: Problem, at: Float64Array) {
  const probabilities = oddsAt(problem, at).map(logistic);
  const errors = probabilities.map((probability, row) => probability - Number(problem.labels[row]));
  const gradient = transposed(problem, errors);
  for (let column = 0; column < problem.width; column++) gradient[column] += problem.ridge * at[column];
  return { gradient, curvature: probabilities.map((probability) => probability * (1 - probability)) };
}

/** Xᵀ · rows, with the sum of the rows last. */
function transposed({ values, width }: FeatureTable, rows: Float64Array): Float64Array {
  const sums = new Float64Array(width + 1);
  rows.forEach((value, row) => {
    for (let column = 0; column < width; column++) sums[column] += value * values[row * width + column];
    sums[width] += value;
  });
  return sums;
}

/** The move `s` with `H · s = −gradient`, nearly. */
function conjugateGradients(problem: Problem, curvature: Float64Array, gradient: Float64Array): Float64Array {
  const curved = (direction: Float64Array) => {
    const rows = logOddsOf(
      { weights: direction.subarray(0, problem.width), intercept: direction[problem.width] },
      problem,
    );
    const product = transposed(
      problem,
      rows.map((value, row) => value * curvature[row]),
    );
    for (let column = 0; column < problem.width; column++) product[column] += problem.ridge * direction[column];
    return product;
  };
  let move = new Float64Array(gradient.length);
  let left = gradient.map((value) => -value);
  let direction = left;
  let size = squares(left);
  const enough = size * nearly * nearly;
  for (let step = 0; step < mostConjugate && size > enough; step++) {
    const product = curved(direction);
    const bend = dot(direction, product);
    if (!(bend > 0)) break;
    const length = size / bend;
    move = along(move, direction, length);
    left = along(left, product, -length);
    const next = squares(left);
    direction = along(left, direction, next / size);
    size = next;
  }
  return move;
}

const along = (from: Float64Array, direction: Float64Array, scale: number) =>
  from.map((value, index) => value + scale * direction[index]);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index] * b[index];
  return sum;
}

const squares = (values: Float64Array) => dot(values, values);
