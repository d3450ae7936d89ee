import type { EvaluationMetrics, MeanResult } from '@totalfm/core';
import { plural } from '../format.ts';
import { gradeColour, gradesOf } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { bestFirst, measureTitle, primaryOf } from '../measures.ts';
import { protocolSentence, withheldTargets } from '../protocol.ts';
import { evaluationFacts } from './facts.ts';
import { targetTable, type TargetGroup } from './target-table.ts';

/** What an evaluator found: every target with its interval, by grade, what was not scored, and how it was done. */
export function resultsSection(metrics: EvaluationMetrics): Html {
  const { unit, description, targets } = metrics;
  // A curve is drawn, and not told point by point.
  const { reliability: _, bySize: __, ...facts } = metrics.details;
  const primary = primaryOf(metrics);
  const chance = typeof primary.chance === 'number' ? '; the dashed line is chance' : '';
  return html`${targetTable(
    `${[description, protocolSentence(metrics)].filter(Boolean).join(' ')} Dots are ${measureTitle(primary)}, whiskers 95 % intervals${chance}.`,
    metrics,
    groupsOf(metrics),
  )}
  ${targets.some(({ thresholdFrom }) => thresholdFrom === 'default') &&
  html`<p class="quiet">* Validation could not choose the threshold of this ${unit}: it is the default.</p>`}
  ${evaluationFacts(metrics, facts)}`;
}

/** Targets by grade with the mean of each, the means over several grades, then the targets that were withheld from training. */
function groupsOf(metrics: EvaluationMetrics): TargetGroup[] {
  const withheld = new Set(withheldTargets(metrics).map(({ id }) => id));
  const targets = bestFirst(metrics).filter(({ id }) => !withheld.has(id));
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
  const means = metrics.means.filter(({ grade, targets }) => grade === undefined && targets.length > 0);
  const isUnseen = ({ targets }: MeanResult) => targets.every((id) => withheld.has(id));
  const overall = means.filter((mean) => !isUnseen(mean));
  const all = { title: graded ? `all ${plural(metrics.unit)}` : undefined, colour: '', targets: [], means: overall };
  const unseen = {
    title: 'unseen: withheld from training',
    colour: 'var(--accent)',
    targets: bestFirst(metrics).filter(({ id }) => withheld.has(id)),
    means: means.filter(isUnseen),
  };
  return [...groups, ...(overall.length > 0 ? [all] : []), ...(withheld.size > 0 ? [unseen] : [])];
}
