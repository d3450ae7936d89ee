import type { EvaluationMetrics, Json } from '@totalfm/core';
import { plural, words } from '../format.ts';
import { gradeColour, gradesOf } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { bestFirst, measureTitle, primaryOf } from '../measures.ts';
import { factTable } from '../table.ts';
import { targetTable, type TargetGroup } from './target-table.ts';

/** What an evaluator found: every target with its interval, by grade, what was not scored, and how it was done. */
export function resultsSection(metrics: EvaluationMetrics): Html {
  const { title, unit, description, targets, skipped, details } = metrics;
  const primary = primaryOf(metrics);
  const chance = typeof primary.chance === 'number' ? '; the dashed line is chance' : '';
  return html`${targetTable(
    `${description} Dots are ${measureTitle(primary)}, whiskers 95 % intervals${chance}.`,
    metrics,
    groupsOf(metrics),
  )}
  ${targets.some(({ thresholdFrom }) => thresholdFrom === 'default') &&
  html`<p class="quiet">* Validation could not choose the threshold of this ${unit}: it is the default.</p>`}
  ${factTable('Not scored', skippedFacts(skipped))} ${factTable(`How it was done: ${title}`, detailFacts(details))}`;
}

/** By reason: how many targets it keeps from being scored, and which. */
function skippedFacts(skipped: EvaluationMetrics['skipped']): [string, string][] {
  const byReason = new Map<string, string[]>();
  for (const { target, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), words(target)]);
  return [...byReason].map(([reason, targets]) => [`${reason}: ${targets.length}`, targets.sort().join(', ')]);
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

/** Details as names and values; those of a group stand under its name. */
function detailFacts(details: EvaluationMetrics['details'], before = ''): [string, string][] {
  return Object.entries(details).flatMap(([name, value]): [string, string][] => {
    const title = `${before}${words(name)}`;
    if (isGroup(value)) return detailFacts(value as EvaluationMetrics['details'], `${title}: `);
    return [[title, Array.isArray(value) ? value.map(shortText).join(', ') : shortText(value)]];
  });
}

const isGroup = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value);
const shortText = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value));
