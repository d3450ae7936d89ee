/**
 * Where windows of `patch` begin along an axis of `length` ≥ patch: as far apart as `step` of a patch at most, evenly, and the
 * last one at the end (nnU-Net’s `compute_steps_for_sliding_window`).
 */
export function windowStarts(length: number, patch: number, step: number): readonly number[] {
  const count = Math.ceil((length - patch) / (patch * step)) + 1;
  const apart = count > 1 ? (length - patch) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => roundEven(apart * index));
}

const roundEven = (value: number) => {
  const low = Math.floor(value);
  return value - low === 0.5 ? low + (low % 2) : Math.round(value);
};

/** What a window’s answer weighs along an axis: a Gaussian of σ = patch / 8 around its middle element, 1 there. */
export function gaussianWeights(patch: number): Float64Array {
  const [middle, sigma] = [Math.floor(patch / 2), patch / 8];
  return Float64Array.from({ length: patch }, (_, index) => Math.exp(-((index - middle) ** 2) / (2 * sigma * sigma)));
}

/** The sum of all windows’ weights at every place of an axis. */
export function weightSums(length: number, starts: readonly number[], weights: Float64Array): Float64Array {
  const sums = new Float64Array(length);
  for (const start of starts) weights.forEach((weight, index) => (sums[start + index] += weight));
  return sums;
}
