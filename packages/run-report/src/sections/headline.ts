import type { EvaluationMetrics, MeanResult } from '@totalfm/core';
import { decimal, plural } from '../format.ts';
import { gradeColour } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { estimateFor, measureTitle, primaryOf } from '../measures.ts';
import type { RunFiles } from '../run-files.ts';

/** The numbers that a reader looks for first: every evaluator's means of its primary measure. */
export function headline({ metrics }: RunFiles): Html {
  const cards = Object.values(metrics).flatMap((one) => one.means.flatMap((mean) => card(one, mean) ?? []));
  if (cards.length === 0) return html`<p>Nothing could be measured on the test exams: there is no mean to show.</p>`;
  return html`<div class="cards">${cards}</div>`;
}

function card(metrics: EvaluationMetrics, mean: MeanResult): Html | undefined {
  const measure = primaryOf(metrics);
  const estimate = estimateFor(measure, mean);
  if (!estimate) return undefined;
  const count = mean.targets.length;
  return html`<dl class="card" style="--colour: ${mean.grade ? gradeColour(mean.grade) : 'var(--ink)'}">
    <dt>${metrics.title}, ${mean.name} ${measureTitle(measure)}</dt>
    <dd>
      <div class="value">${decimal(estimate.value)}</div>
      <div class="more">95 % CI ${decimal(estimate.low)}–${decimal(estimate.high)}</div>
      <div class="more">${count} ${count === 1 ? metrics.unit : plural(metrics.unit)}</div>
    </dd>
  </dl>`;
}
