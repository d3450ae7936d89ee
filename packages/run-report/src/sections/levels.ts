import type { EvaluationMetrics } from '@totalfm/core';
import { html, type Html } from '../html.ts';
import { estimateFor, measureTitle, primaryOf } from '../measures.ts';
import { levelPlot } from '../plots/level-plot.ts';
import { reachOf } from '../plots/reach.ts';

/** One plot for each grade whose targets have levels; undefined where none has. The one target without a level has none of anything. */
export function levelsSection(metrics: EvaluationMetrics): Html | undefined {
  const levelled = metrics.targets.filter(({ level }) => level !== undefined);
  if (levelled.length === 0) return undefined;
  const measure = primaryOf(metrics);
  const without = metrics.targets.filter(({ level }) => level === undefined);
  const none = without.length === 1 ? estimateFor(measure, without[0]) : undefined;
  const domain = reachOf(metrics.targets.flatMap((target) => estimateFor(measure, target) ?? []));
  const kinds = [...new Set(levelled.map(({ grade }) => grade))];
  const plots = kinds.flatMap((grade) => {
    const targets = levelled.filter((target) => target.grade === grade);
    return levelPlot(measure, { name: grade ?? metrics.unit, targets, none, domain }) ?? [];
  });
  if (plots.length === 0) return undefined;
  return html`<p class="quiet">
      ${measureTitle(measure)} against levels. Bands are 95 %
      intervals${none && '; the dashed line is without any change'}.
    </p>
    <div class="levels">${plots}</div>`;
}
