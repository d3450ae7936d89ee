import { mapTriple, type Triple, type Volume } from '@totalfm/core';

/** Cosines between axes beyond which they are not at right angles: a header's rounding stays far below. */
const SHEAR = 1e-3;

/**
 * Spacing and direction from the step of each axis in millimetres; undefined where a step is 0 or not finite, or where two axes
 * are not at right angles, which `Volume` cannot hold.
 */
export function axesOf(steps: readonly [Triple, Triple, Triple]): Pick<Volume, 'spacing' | 'direction'> | undefined {
  const spacing = mapTriple(steps, (step) => Math.hypot(...step));
  if (spacing.some((length) => !(length > 0 && length < Infinity))) return undefined;
  const unit = steps.map((step, axis) => step.map((value) => value / spacing[axis]));
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ]) {
    const cosine = unit[a][0] * unit[b][0] + unit[a][1] * unit[b][1] + unit[a][2] * unit[b][2];
    if (Math.abs(cosine) > SHEAR) return undefined;
  }
  return { spacing, direction: [0, 1, 2].flatMap((row) => unit.map((axis) => axis[row] || 0)) };
}
