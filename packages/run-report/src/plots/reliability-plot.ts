import * as Plot from '@observablehq/plot';
import type { ReliabilityBin } from '@totalfm/statistics';
import { html, type Html } from '../html.ts';
import { plotSvg } from './svg.ts';
import { unitSquare } from './unit-square.ts';

const largest = 9;

/** The share of positives over the probability that was given, a dot for each bin. */
export function reliabilityPlot(name: string, bins: readonly ReliabilityBin[]): Html {
  const most = Math.max(...bins.map(({ count }) => count));
  const points = bins.map(({ meanProbability: x, share: y, count }) => ({
    ...{ x, y, r: Math.max(1.5, largest * Math.sqrt(count / most)) },
  }));
  const colour = 'var(--accent)';
  const plot = plotSvg(`Reliability curve, ${name}: ${bins.length} bins.`, {
    ...unitSquare(220),
    r: { type: 'identity' },
    marks: [
      Plot.line(
        [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
        { x: 'x', y: 'y', stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3 3' },
      ),
      Plot.line(points, { x: 'x', y: 'y', stroke: colour, strokeWidth: 1.5, strokeLinejoin: 'round' }),
      Plot.dot(points, { x: 'x', y: 'y', r: 'r', fill: colour, fillOpacity: 0.45, stroke: colour }),
    ],
  });
  return html`<figure class="roc">
    <figcaption><b>${name}</b></figcaption>
    ${plot}
  </figure>`;
}
