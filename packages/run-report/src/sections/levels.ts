import type { EvaluationMetrics } from '@totalfm/core';
import { html, type Html } from '../html.ts';
import { estimateFor, measureTitle, primaryOf } from '../measures.ts';
import { levelPlot } from '../plots/level-plot.ts';
import { reachOf } from '../plots/reach.ts';
import { targetsByLevel } from '../targets-by-level.ts';

/** One plot for each grade whose targets have levels; undefined where none has. */
export function levelsSection(metrics: EvaluationMetrics): Html | undefined {
  const measure = primaryOf(metrics);
  const domain = reachOf(metrics.targets.flatMap((target) => estimateFor(measure, target) ?? []));
  const kinds = targetsByLevel(metrics);
  const none = estimateFor(measure, kinds[0]?.none);
  const plots = kinds.flatMap(({ name, targets }) => levelPlot(measure, { name, targets, none, domain }) ?? []);
  if (plots.length === 0) return undefined;
  return html`<p class="quiet">
      ${measureTitle(measure)} against levels. Bands are 95 %
      intervals${none && '; the dashed line is without any change'}.
    </p>
    <div class="levels">${plots}</div>`;
}
