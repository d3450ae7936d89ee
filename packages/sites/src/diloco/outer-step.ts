import type { ParameterValues } from '@totalfm/core';
import type { DiLoCoOptions } from './options.ts';

/** What all sites share, and the momentum of the outer steps. */
export interface OuterState {
  readonly values: ParameterValues;
  readonly momentum: ParameterValues;
}

/** A site's difference, and what it weighs. */
export interface WeighedDifference {
  readonly values: ParameterValues;
  readonly weight: number;
}

/** Weighted mean of what sites have sent. */
export function meanOf(sent: readonly WeighedDifference[]): ParameterValues {
  const total = sent.reduce((sum, { weight }) => sum + weight, 0);
  const [first] = sent;
  return Object.fromEntries(
    Object.entries(first.values).map(([name, data]) => [
      name,
      data.map((_, at) => sent.reduce((sum, { values, weight }) => sum + values[name][at] * weight, 0) / total),
    ]),
  );
}

/**
 * One outer step: SGD with Nesterov momentum on the weighted mean of differences (Douillard et al. 2023, DiLoCo): m ← μ·m + Δ, and
 * θ ← θ − η·(Δ + μ·m).
 */
export function outerStep(
  { values, momentum }: OuterState,
  sent: readonly WeighedDifference[],
  { lr, momentum: mu }: DiLoCoOptions['outer'],
): OuterState {
  const mean = meanOf(sent);
  const next: Record<string, Float32Array> = {};
  const moved: Record<string, Float32Array> = {};
  for (const [name, data] of Object.entries(values)) {
    moved[name] = data.map((_, at) => mu * (momentum[name]?.[at] ?? 0) + mean[name][at]);
    next[name] = data.map((value, at) => value - lr * (mean[name][at] + mu * moved[name][at]));
  }
  return { values: next, momentum: moved };
}
