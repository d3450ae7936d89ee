import * as Plot from '@observablehq/plot';
import type { CaseScore, Estimate, TargetResult } from '@totalfm/core';
import { rankCases, rocCurve } from '@totalfm/statistics';
import { html, type Html } from '../html.ts';
import { decimal } from '../format.ts';
import { corners, unitSquare } from './unit-square.ts';
import { plotSvg } from './svg.ts';

/** A small ROC plot: the curve, chance, and where the threshold from validation lies on it. Undefined for cases of one class. */
export function rocPlot(
  { name }: TargetResult,
  auroc: Estimate,
  scores: readonly CaseScore[],
  colour: string,
): Html | undefined {
  const cases = scores.flatMap(({ score, label, predicted }) =>
    label === undefined ? [] : [{ score, label, predicted }],
  );
  if (!cases.some(({ label }) => label) || cases.every(({ label }) => label)) return undefined;
  const curve = corners(rocCurve(rankCases(cases)).map(({ falsePositiveRate: x, truePositiveRate: y }) => ({ x, y })));
  const rate = (label: boolean) =>
    cases.filter((one) => one.label === label && one.predicted).length /
    cases.filter((one) => one.label === label).length;
  const working = [{ x: rate(false), y: rate(true) }];
  const plot = plotSvg(`ROC curve of ${name}. AUROC ${decimal(auroc.value)}.`, {
    ...unitSquare(170),
    marks: [
      Plot.line(
        [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
        { x: 'x', y: 'y', stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3 3' },
      ),
      Plot.line(curve, { x: 'x', y: 'y', stroke: colour, strokeWidth: 2, strokeLinejoin: 'round' }),
      Plot.dot(working, { x: 'x', y: 'y', r: 3.5, fill: 'var(--paper)', stroke: colour, strokeWidth: 1.6 }),
    ],
  });
  return html`<figure class="roc">
    <figcaption><b>${name}</b> <span>${decimal(auroc.value)}</span></figcaption>
    ${plot}
  </figure>`;
}
