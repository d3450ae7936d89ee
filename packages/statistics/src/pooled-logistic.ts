/** An answer of one group (a finding), with what speaks for it. */
export interface PooledCase {
  /** From 0. */
  readonly group: number;
  /** The same number of them in every case; the intercept is added. */
  readonly features: readonly number[];
  readonly label: boolean;
}

/** Weights by group, the intercept first: `logit P = w₀ + Σ wᵢ · featureᵢ`. */
export type GroupWeights = readonly (readonly number[])[];

export interface PooledLogisticOptions {
  readonly groups: number;
  /** How strongly groups are drawn to what they have in common: a ridge on each deviation. */
  readonly ridge: number;
}

const sharedRidge = 0.01;
const mostSteps = 50;

/**
 * Logistic regressions of many small groups at once: weights are shared ones and a deviation of each group that a ridge keeps small, so
 * that a group of few cases is like the others and one of many is itself. (A hierarchical logistic model with fixed variances, at its
 * mode: Newton's method on shared weights and deviations together, the deviations eliminated group by group.)
 */
export function fitPooledLogistic(
  cases: readonly PooledCase[],
  { groups, ridge }: PooledLogisticOptions,
): { readonly shared: readonly number[]; readonly byGroup: GroupWeights } {
  const width = (cases[0]?.features.length ?? 0) + 1;
  let weights = { shared: new Array<number>(width).fill(0), deviations: zeros(groups, width) };
  let loss = penalisedLoss(cases, weights, ridge);
  for (let step = 0; step < mostSteps && cases.length > 0; step++) {
    const move = newtonStep(cases, weights, ridge);
    let scale = 1;
    let next = moved(weights, move, scale);
    let nextLoss = penalisedLoss(cases, next, ridge);
    for (; nextLoss > loss && scale > 1e-4; nextLoss = penalisedLoss(cases, next, ridge))
      next = moved(weights, move, (scale /= 2));
    if (!(nextLoss <= loss)) break;
    const gained = loss - nextLoss;
    [weights, loss] = [next, nextLoss];
    if (gained < 1e-10 * (1 + loss)) break;
  }
  const { shared, deviations } = weights;
  return { shared, byGroup: deviations.map((own) => own.map((value, index) => value + shared[index])) };
}

/** The log odds of a case. */
export function logOdds(weights: readonly number[], features: readonly number[]): number {
  return features.reduce((sum, value, index) => sum + weights[index + 1] * value, weights[0]);
}

export const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));

interface Weights {
  readonly shared: readonly number[];
  readonly deviations: readonly (readonly number[])[];
}

const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

const moved = ({ shared, deviations }: Weights, move: Weights, scale: number) => ({
  shared: shared.map((value, index) => value + scale * move.shared[index]),
  deviations: deviations.map((own, group) => own.map((value, index) => value + scale * move.deviations[group][index])),
});

const oddsOf = ({ group, features }: PooledCase, { shared, deviations }: Weights) =>
  logOdds(shared, features) + logOdds(deviations[group], features);

function penalisedLoss(cases: readonly PooledCase[], weights: Weights, ridge: number): number {
  let loss = 0;
  for (const one of cases) {
    const odds = oddsOf(one, weights);
    // log(1 + e^x) without overflow.
    loss += Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - (one.label ? odds : 0);
  }
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  const spread = weights.deviations.reduce((sum, own) => sum + squares(own), 0);
  return loss + (sharedRidge * squares(weights.shared) + ridge * spread) / 2;
}

/** The Newton step of shared weights and deviations: with `A` a group's Hessian, `(Σ A − A (A + λ)⁻¹ A) δ = Σ (g − A (A + λ)⁻¹ g')`. */
function newtonStep(cases: readonly PooledCase[], weights: Weights, ridge: number): Weights {
  const { shared, deviations } = weights;
  const width = shared.length;
  const hessians = deviations.map(() => zeros(width, width));
  const gradients = zeros(deviations.length, width);
  for (const one of cases) {
    const probability = logistic(oddsOf(one, weights));
    const [error, weight] = [Number(one.label) - probability, probability * (1 - probability)];
    const at = (index: number) => (index === 0 ? 1 : one.features[index - 1]);
    for (let row = 0; row < width; row++) {
      gradients[one.group][row] += error * at(row);
      for (let column = 0; column < width; column++) hessians[one.group][row][column] += weight * at(row) * at(column);
    }
  }
  const left = zeros(width, width).map((row, index) => row.map((_, column) => (index === column ? sharedRidge : 0)));
  const right = shared.map((value) => -sharedRidge * value);
  const solvers = hessians.map((hessian, group) => {
    const ridged = hessian.map((row, index) => row.map((value, column) => value + (index === column ? ridge : 0)));
    const gradient = gradients[group].map((value, index) => value - ridge * deviations[group][index]);
    const own = solve(ridged, gradient);
    const columns = hessian[0].map((_, column) =>
      solve(
        ridged,
        hessian.map((row) => row[column]),
      ),
    );
    for (let row = 0; row < width; row++) {
      right[row] += gradients[group][row] - dot(hessian[row], own);
      for (let column = 0; column < width; column++)
        left[row][column] += hessian[row][column] - dot(hessian[row], columns[column]);
    }
    return { ridged, gradient, hessian };
  });
  const move = solve(left, right);
  return {
    shared: move,
    deviations: solvers.map(({ ridged, gradient, hessian }) =>
      solve(
        ridged,
        gradient.map((value, row) => value - dot(hessian[row], move)),
      ),
    ),
  };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, index) => sum + value * b[index], 0);

/** Gaussian elimination of a small symmetric, positive definite system. */
function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, vector[index]]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot++)
    for (let row = pivot + 1; row < size; row++) {
      const factor = rows[row][pivot] / rows[pivot][pivot];
      for (let column = pivot; column <= size; column++) rows[row][column] -= factor * rows[pivot][column];
    }
  const result = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    const known = result.reduce((sum, value, column) => (column > row ? sum + rows[row][column] * value : sum), 0);
    result[row] = (rows[row][size] - known) / rows[row][row];
  }
  return result;
}
