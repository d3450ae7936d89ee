import * as Plot from '@observablehq/plot';
import type { CaseScore, Estimate, TargetResult } from '@totalfm/core';
import { precisionRecallCurve, rankCases } from '@totalfm/statistics';
import { decimal } from '../format.ts';
import { html, type Html } from '../html.ts';
import { plotSvg } from './svg.ts';
import { corners, unitSquare } from './unit-square.ts';

/**
 * A small plot of precision over recall: the curve in steps, as average precision sums it, chance, and where the threshold from
 * validation lies. Undefined for cases of one class.
 */
export function prPlot(
  { name }: TargetResult,
  precision: Estimate,
  scores: readonly CaseScore[],
  colour: string,
): Html | undefined {
  const cases = scores.flatMap(({ score, label, predicted }) =>
    label === undefined ? [] : [{ score, label, predicted }],
  );
  const curve = precisionRecallCurve(rankCases(cases));
  if (curve.length === 0) return undefined;
  const steps = curve.flatMap(({ recall, precision: y }, at) => [
    { x: at === 0 ? 0 : curve[at - 1].recall, y },
    { x: recall, y },
  ]);
  const positives = cases.filter(({ label }) => label).length;
  const called = cases.filter(({ predicted }) => predicted);
  const hits = called.filter(({ label }) => label).length;
  const prevalence = positives / cases.length;
  const plot = plotSvg(`Precision over recall of ${name}. Average precision ${decimal(precision.value)}.`, {
    ...unitSquare(170),
    marks: [
      Plot.ruleY([prevalence], { stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3 3' }),
      Plot.line(corners(steps), { x: 'x', y: 'y', stroke: colour, strokeWidth: 2, strokeLinejoin: 'round' }),
      Plot.dot(called.length > 0 ? [{ x: hits / positives, y: hits / called.length }] : [], {
        ...{ x: 'x', y: 'y', r: 3.5, fill: 'var(--paper)', stroke: colour, strokeWidth: 1.6 },
      }),
    ],
  });
  return html`<figure class="roc">
    <figcaption><b>${name}</b> <span>${decimal(precision.value)}</span></figcaption>
    ${plot}
  </figure>`;
}
