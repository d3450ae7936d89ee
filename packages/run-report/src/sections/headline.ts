import type { EvaluationMetrics, MeanResult, TargetResult } from '@totalfm/core';
import { decimal, plural } from '../format.ts';
import { gradeColour } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { estimateFor, measureTitle, primaryOf } from '../measures.ts';
import { titleOf } from '../protocol.ts';
import type { RunFiles } from '../run-files.ts';

/** The numbers that a reader looks for first: every evaluator's means of its primary measure. */
export function headline({ metrics }: RunFiles): Html {
  const cards = Object.values(metrics).flatMap((one) => cardsOf(one));
  if (cards.length === 0) return html`<p>Nothing could be measured on the test exams: there is no mean to show.</p>`;
  return html`<div class="cards">${cards}</div>`;
}

/** Of written reports, which have no mean, every generator's. */
function cardsOf(metrics: EvaluationMetrics): Html[] {
  const targets = metrics.byGenerator ? metrics.targets : [];
  return [
    ...metrics.means.flatMap((mean) => card(metrics, mean, mean.targets.length) ?? []),
    ...targets.flatMap((target) => card(metrics, target) ?? []),
  ];
}

function card(metrics: EvaluationMetrics, mean: MeanResult | TargetResult, count?: number): Html | undefined {
  const measure = primaryOf(metrics);
  const estimate = estimateFor(measure, mean);
  if (!estimate) return undefined;
  return html`<dl class="card" style="--colour: ${mean.grade ? gradeColour(mean.grade) : 'var(--ink)'}">
    <dt>${titleOf(metrics)}, ${mean.name} ${measureTitle(measure)}</dt>
    <dd>
      <div class="value">${decimal(estimate.value)}</div>
      <div class="more">95 % CI ${decimal(estimate.low)}–${decimal(estimate.high)}</div>
      ${count !== undefined &&
      html`<div class="more">${count} ${count === 1 ? metrics.unit : plural(metrics.unit)}</div>`}
    </dd>
  </dl>`;
}
