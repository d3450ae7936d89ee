/** Cosine of two vectors of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The mean of vectors of length 1, itself brought to length 1: an ensemble of prompts as one direction. */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0].length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] += vector[i];
  const length = Math.hypot(...mean) || 1;
  return mean.map((value) => value / length);
}

/** Mean of the `count` largest values: of all, where there are fewer. */
export function meanOfLargest(values: readonly number[], count: number): number {
  const largest = [...values].sort((a, b) => b - a).slice(0, count);
  return largest.reduce((sum, value) => sum + value, 0) / largest.length;
}
