/** Resident memory of a process at a time. */
export interface MemorySample {
  readonly seconds: number;
  readonly mb: number;
}

/** What samples say of a process that should need no more memory the longer it works. */
export interface MemoryCourse {
  readonly samples: number;
  readonly peakMb: number;
  /** Least and mean of each quarter of the time: the least is what stays when garbage is collected. */
  readonly quartersMb: readonly { readonly least: number; readonly mean: number }[];
  /** Least-squares slope over the second half of the time, in MB for each minute. */
  readonly slopeMbPerMinute: number;
}

export function memoryCourse(samples: readonly MemorySample[]): MemoryCourse {
  const quarter = (n: number) =>
    samples.slice(Math.floor((n * samples.length) / 4), Math.floor(((n + 1) * samples.length) / 4));
  const second = [...quarter(2), ...quarter(3)];
  return {
    samples: samples.length,
    peakMb: Math.max(...samples.map(({ mb }) => mb)),
    quartersMb: [0, 1, 2, 3].map((n) => {
      const mb = quarter(n).map((sample) => sample.mb);
      return { least: Math.min(...mb), mean: mean(mb) };
    }),
    slopeMbPerMinute: 60 * slope(second),
  };
}

function slope(samples: readonly MemorySample[]): number {
  const [middle, level] = [mean(samples.map(({ seconds }) => seconds)), mean(samples.map(({ mb }) => mb))];
  const [both, square] = samples.reduce(
    ([b, s], { seconds, mb }) => [b + (seconds - middle) * (mb - level), s + (seconds - middle) ** 2],
    [0, 0],
  );
  return square > 0 ? both / square : 0;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
