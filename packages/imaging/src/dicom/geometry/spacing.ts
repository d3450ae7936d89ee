/** How slices lie along their normal. */
export interface SliceSpacing {
  /** Millimetres between slices of the even grid that fits best; undefined for one slice. */
  readonly step?: number;
  /** Slices of that grid. */
  readonly count: number;
  readonly even: boolean;
  /** Gaps at which whole slices are missing. */
  readonly missing: readonly { readonly after: number; readonly gap: number; readonly slices: number }[];
  readonly narrowest: number;
  readonly widest: number;
}

/** Deviation from even places that rounding of a header explains: millimetres, and as a share of the step. */
const ROUNDING_MM = 0.06;
const ROUNDING_SHARE = 0.1;

/** From places in millimetres, growing. The step is over all slices, so that no rounding of a place adds up. */
export function sliceSpacing(places: readonly number[]): SliceSpacing {
  if (places.length < 2) return { count: places.length, even: true, missing: [], narrowest: 0, widest: 0 };
  const gaps = places.slice(1).map((place, i) => place - places[i]);
  const sorted = [...gaps].sort((a, b) => a - b);
  const median = sorted[(gaps.length - 1) >> 1];
  const [narrowest, widest] = [sorted[0], sorted[sorted.length - 1]];
  const range = places[places.length - 1] - places[0];
  const mean = range / gaps.length;
  const tolerance = Math.min(ROUNDING_MM, ROUNDING_SHARE * mean);
  const even = places.every((place, i) => Math.abs(place - places[0] - i * mean) <= tolerance);
  if (even) return { step: mean, count: places.length, even, missing: [], narrowest, widest };
  const count = Math.round(range / median) + 1;
  const missing = gaps.flatMap((gap, after) => {
    const steps = Math.round(gap / median);
    return steps > 1 && Math.abs(gap - steps * median) <= 0.1 * median ? [{ after, gap, slices: steps - 1 }] : [];
  });
  return { step: range / (count - 1), count, even, missing, narrowest, widest };
}
