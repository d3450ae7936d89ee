const LOWEST = -1024;
const BINS = 4096;

/** Counts of whole HU from −1024 to 3071; what lies beyond is the nearest of them. */
export interface Histogram {
  add(hu: number): void;
  count(): number;
  /** The least HU that half of the values do not exceed; 0 where there is no value. */
  median(): number;
  /** ln(1000 · share + 0.1) / 3 of the values below the first end, from there to below the second, …, and from the last on. */
  logShares(ends: readonly number[]): number[];
}

export function createHistogram(): Histogram {
  const bins = new Uint32Array(BINS);
  let count = 0;
  return {
    add(hu) {
      const bin = hu - LOWEST;
      bins[bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin]++;
      count++;
    },
    count: () => count,
    median() {
      if (count === 0) return 0;
      let bin = 0;
      for (let seen = bins[0]; 2 * seen < count; seen += bins[bin]) bin++;
      return bin + LOWEST;
    },
    logShares(ends) {
      let bin = 0;
      return [...ends, LOWEST + BINS].map((end) => {
        let within = 0;
        for (const last = Math.min(BINS, end - LOWEST); bin < last; bin++) within += bins[bin];
        return Math.log((1000 * within) / Math.max(1, count) + 0.1) / 3;
      });
    },
  };
}
