import type { Estimate, EvaluationMetrics, MeanResult, Measure, TargetResult } from '@totalfm/core';

/** The measure by which targets are ordered and runs are compared. */
export function primaryOf({ measures, primary }: Pick<EvaluationMetrics, 'measures' | 'primary'>): Measure {
  return measures.find(({ id }) => id === primary)!;
}

/** The primary measure, then the others in their order. */
export function primaryFirst(metrics: Pick<EvaluationMetrics, 'measures' | 'primary'>): readonly Measure[] {
  return [primaryOf(metrics), ...metrics.measures.filter(({ id }) => id !== metrics.primary)];
}

/** Measures that a reader looks for first: the primary one and, of findings that were unseen, what it is where they are seen. */
export function headlineMeasures(metrics: EvaluationMetrics): readonly Measure[] {
  const others = metrics.protocol === 'unseen' ? metrics.measures.filter(({ statistic }) => !statistic) : [];
  return [primaryOf(metrics), ...others];
}

export function estimateFor(
  { id }: Measure,
  result: Pick<TargetResult | MeanResult, 'measures'> | undefined,
): Estimate | undefined {
  return result?.measures[id] ?? undefined;
}

/** `AUROC`; `MAE (lower is better)`: the reader of a table of numbers expects the higher to be the better. */
export const measureTitle = ({ title, better }: Measure): string =>
  better === 'lower' ? `${title} (lower is better)` : title;

/** Below 0 where the first of two values is the better; what has none comes last. */
export function compareValues({ better }: Measure, a: Estimate | undefined, b: Estimate | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return better === 'higher' ? b.value - a.value : a.value - b.value;
}

/** Targets from the best to the worst by the primary measure; those that have levels from the lowest one up. */
export function bestFirst(metrics: EvaluationMetrics): readonly TargetResult[] {
  const primary = primaryOf(metrics);
  const levelOf = ({ level }: TargetResult) => level?.value ?? 0;
  return [...metrics.targets].sort(
    (a, b) =>
      levelOf(a) - levelOf(b) ||
      compareValues(primary, estimateFor(primary, a), estimateFor(primary, b)) ||
      (a.id < b.id ? -1 : 1),
  );
}
