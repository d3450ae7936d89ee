import type { StackedFrame } from './stack.ts';
import { dot, minus, type Vector } from './vectors.ts';

/** How slices of a tilted gantry drift within their own plane. */
export interface Drift {
  /** Millimetres that each slice lies off the first one's normal, along rows and along columns. */
  readonly shifts: readonly (readonly [number, number])[];
  /** Degrees between the normal of the slices and the way from slice to slice. */
  readonly degrees: number;
  /** Millimetres that a slice lies at most off an even drift. */
  readonly unevenness: number;
  readonly tilted: boolean;
}

export function driftOf(stack: readonly StackedFrame[]): Drift {
  const { along, down, spacing } = stack[0].raster;
  const first = stack[0].position;
  const shifts = stack.map(({ position }) => {
    const way: Vector = minus(position, first);
    return [dot(way, along), dot(way, down)] as const;
  });
  const far = stack[stack.length - 1].along - stack[0].along;
  const last = shifts[shifts.length - 1];
  const total = Math.hypot(...last);
  const offDrift = stack.map(({ along: place }, i) => {
    const share = far > 0 ? (place - stack[0].along) / far : 0;
    return Math.hypot(shifts[i][0] - share * last[0], shifts[i][1] - share * last[1]);
  });
  const unevenness = offDrift.reduce((a, b) => Math.max(a, b));
  const degrees = far > 0 ? (Math.atan2(total, far) * 180) / Math.PI : 0;
  const pixel = Math.min(...spacing);
  return { shifts, degrees, unevenness, tilted: far > 0 && total > 0.5 * pixel && total / far > 1e-3 };
}
