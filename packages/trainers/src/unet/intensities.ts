import type { Case } from './cases.ts';

/** What nnU-Net’s plans know of a channel’s voxels within structures. */
export interface Intensities {
  readonly mean: number;
  readonly std: number;
  /** The 0.5th and the 99.5th percentile. */
  readonly low: number;
  readonly high: number;
}

const OFFSET = 32_768;

/** Intensities within any structure, of all cases together. */
export function measureIntensities(cases: readonly Pick<Case, 'hu' | 'labels'>[]): Intensities {
  const counts = new Float64Array(2 * OFFSET);
  for (const { hu, labels } of cases) for (let i = 0; i < hu.length; i++) if (labels[i] > 0) counts[hu[i] + OFFSET]++;
  let [total, sum, squares] = [0, 0, 0];
  counts.forEach((count, at) => {
    total += count;
    sum += count * (at - OFFSET);
    squares += count * (at - OFFSET) ** 2;
  });
  const percentile = (share: number) => {
    let seen = 0;
    return counts.findIndex((count) => (seen += count) >= share * total) - OFFSET;
  };
  const mean = sum / total;
  return { mean, std: Math.sqrt(squares / total - mean ** 2), low: percentile(0.005), high: percentile(0.995) };
}
