import type { RunMetrics } from '@totalfm/run-format';
import { estimateText } from './format.ts';
import { estimateFor, measureTitle, primaryOf } from './measures.ts';

/** For a terminal, a line for each evaluator: the means of its primary measure, those over all targets with intervals. */
export function headlineText(metrics: RunMetrics): readonly string[] {
  return Object.values(metrics).map((one) => {
    const measure = primaryOf(one);
    const means = one.means.flatMap((mean) => {
      const estimate = estimateFor(measure, mean);
      if (!estimate) return [];
      return [`${mean.name} ${mean.grade ? estimate.value.toFixed(3) : estimateText(estimate)}`];
    });
    const known = means.length > 0 ? means.join(' · ') : `not known, for no ${one.unit} could be measured`;
    return `${one.title}, ${measureTitle(measure)}, with 95 % intervals: ${known}`;
  });
}
