import type { EvaluationMetrics, MeanResult, Measure, TargetResult } from '@totalfm/core';
import { decimal, plural } from '../format.ts';
import { gradeColour } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { estimateFor, headlineMeasures, measureTitle } from '../measures.ts';
import { titleOf } from '../protocol.ts';
import type { RunFiles } from '../run-files.ts';

/** The numbers that a reader looks for first: every evaluator's means of its primary measure; of unseen findings, what they are where seen. */
export function headline({ metrics }: RunFiles): Html {
  const cards = Object.values(metrics).flatMap((one) => cardsOf(one));
  if (cards.length === 0) return html`<p>Nothing could be measured on the test exams: there is no mean to show.</p>`;
  return html`<div class="cards">${cards}</div>`;
}

/** Of written reports, which have no mean, every generator's. */
function cardsOf(metrics: EvaluationMetrics): Html[] {
  const targets = metrics.byGenerator ? metrics.targets : [];
  const [primary, ...others] = headlineMeasures(metrics);
  return [
    ...metrics.means.flatMap((mean) => card(metrics, primary, mean) ?? []),
    ...others.flatMap((measure) => (metrics.means.length > 0 && card(metrics, measure, metrics.means[0])) || []),
    ...targets.flatMap((target) => card(metrics, primary, target) ?? []),
  ];
}

function card(metrics: EvaluationMetrics, measure: Measure, mean: MeanResult | TargetResult): Html | undefined {
  const count = 'targets' in mean ? mean.targets.length : undefined;
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
