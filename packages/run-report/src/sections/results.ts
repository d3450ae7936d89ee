import type { EvaluationMetrics } from '@totalfm/core';
import { plural } from '../format.ts';
import { gradeColour, gradesOf } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { bestFirst, measureTitle, primaryOf } from '../measures.ts';
import { evaluationFacts } from './facts.ts';
import { targetTable, type TargetGroup } from './target-table.ts';

/** What an evaluator found: every target with its interval, by grade, what was not scored, and how it was done. */
export function resultsSection(metrics: EvaluationMetrics): Html {
  const { unit, description, targets } = metrics;
  // A curve is drawn, and not told point by point.
  const { reliability: _, ...facts } = metrics.details;
  const primary = primaryOf(metrics);
  const chance = typeof primary.chance === 'number' ? '; the dashed line is chance' : '';
  return html`${targetTable(
    `${description} Dots are ${measureTitle(primary)}, whiskers 95 % intervals${chance}.`,
    metrics,
    groupsOf(metrics),
  )}
  ${targets.some(({ thresholdFrom }) => thresholdFrom === 'default') &&
  html`<p class="quiet">* Validation could not choose the threshold of this ${unit}: it is the default.</p>`}
  ${evaluationFacts(metrics, facts)}`;
}

/** Targets by grade with the mean of each, then the means over several grades. */
function groupsOf(metrics: EvaluationMetrics): TargetGroup[] {
  const targets = bestFirst(metrics);
  const grades = gradesOf(targets);
  const graded = grades.some((grade) => grade !== undefined);
  const groups = grades.map((grade): TargetGroup => {
    const colour = gradeColour(grade);
    return {
      title: graded ? html`<span class="key" style="--colour: ${colour}"></span>${grade ?? 'other'}` : undefined,
      colour,
      targets: targets.filter((target) => target.grade === grade),
      means: metrics.means.filter((mean) => mean.grade !== undefined && mean.grade === grade),
    };
  });
  const overall = metrics.means.filter(({ grade, targets }) => grade === undefined && targets.length > 0);
  if (overall.length === 0) return groups;
  return [
    ...groups,
    { title: graded ? `all ${plural(metrics.unit)}` : undefined, colour: '', targets: [], means: overall },
  ];
}
