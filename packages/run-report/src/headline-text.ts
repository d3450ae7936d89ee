import type { EvaluationMetrics, Measure } from '@totalfm/core';
import type { RunMetrics } from '@totalfm/run-format';
import { decimal, estimateText } from './format.ts';
import { estimateFor, headlineMeasures, measureTitle } from './measures.ts';
import { titleOf } from './protocol.ts';

/**
 * For a terminal, a line for each evaluator: the means of its primary measure, those over all targets with intervals; where it
 * takes none, its targets.
 */
export function headlineText(metrics: RunMetrics): readonly string[] {
  return Object.values(metrics).flatMap((one) => headlineMeasures(one).map((measure) => lineOf(one, measure)));
}

function lineOf(one: EvaluationMetrics, measure: Measure): string {
  const values = (one.means.length > 0 ? one.means : one.targets).flatMap((result) => {
    const estimate = estimateFor(measure, result);
    if (!estimate) return [];
    return [`${result.name} ${result.grade ? decimal(estimate.value) : estimateText(estimate)}`];
  });
  const known = values.length > 0 ? values.join(' · ') : `not known, for no ${one.unit} could be measured`;
  return `${titleOf(one)}, ${measureTitle(measure)}, with 95 % intervals: ${known}`;
}
