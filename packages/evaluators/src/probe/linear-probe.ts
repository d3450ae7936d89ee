import { fitRidgeLogistic, logOddsOf, type LogisticModel } from '@totalfm/statistics';
import type { LabelledVectors, ProbeMethod, VectorScore } from './probe-method.ts';

/**
 * Logistic regression on standardised vectors, so that one range of ridges suits every encoder. Ridges are decades, as in the linear
 * probes of CLIP (Radford et al. 2021), and each starts from the one before.
 */
export const linearProbe: ProbeMethod = {
  chooses: 'ridge',
  candidates: [1e4, 1e3, 1e2, 1e1, 1, 1e-1, 1e-2, 1e-3, 1e-4],
  fallback: 1e2,
  learn({ vectors, labels }) {
    const scale = standardScale(vectors);
    const width = vectors[0].length;
    const values = new Float64Array(vectors.length * width);
    vectors.forEach((vector, row) => values.set(scale(vector), row * width));
    let start: LogisticModel | undefined;
    return this.candidates.map((ridge): VectorScore => {
      const model = fitRidgeLogistic({ values, width }, labels, { ridge, start });
      start = model;
      return (vector) => logOddsOf(model, { values: scale(vector), width })[0];
    });
  },
};

/** Takes the mean of some vectors off, and divides by their deviation; what never differs becomes 0. */
function standardScale(vectors: LabelledVectors['vectors']): (vector: Float32Array) => Float64Array {
  const width = vectors[0].length;
  const [mean, deviation] = [new Float64Array(width), new Float64Array(width)];
  for (const vector of vectors) for (let at = 0; at < width; at++) mean[at] += vector[at] / vectors.length;
  for (const vector of vectors)
    for (let at = 0; at < width; at++) deviation[at] += (vector[at] - mean[at]) ** 2 / vectors.length;
  const factors = deviation.map((variance) => (variance > 1e-18 ? 1 / Math.sqrt(variance) : 0));
  return (vector) => Float64Array.from(vector, (value, at) => (value - mean[at]) * factors[at]);
}
