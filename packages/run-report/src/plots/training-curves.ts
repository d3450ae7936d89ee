import * as Plot from '@observablehq/plot';
import { html, type Html } from '../html.ts';
import { words } from '../format.ts';
import type { TrainingMetricLine } from '@totalfm/run-format';
import { plotSvg } from './svg.ts';

const firstCurves = ['loss', 'gradientNorm', 'learningRate'];
const mostBins = 200;

/** One plot for each number that a stage logs: the mean of each bin of steps as a line, its range as a band. */
export function trainingCurves(stage: string, lines: readonly TrainingMetricLine[]): readonly Html[] {
  const logged = [
    ...new Set(
      lines.flatMap((line) => Object.keys(line).filter((key) => key !== 'step' && typeof line[key] === 'number')),
    ),
  ];
  const curves = [
    ...firstCurves.filter((key) => logged.includes(key)),
    ...logged.filter((key) => !firstCurves.includes(key)),
  ];
  return curves.map((key) => {
    const bins = binSteps(lines, key);
    const label = `${words(key)} of stage ${stage} by step`;
    const plot = plotSvg(`${label}: from ${bins[0]?.mean.toPrecision(3)} to ${bins.at(-1)?.mean.toPrecision(3)}.`, {
      width: 340,
      height: 190,
      marginLeft: 52,
      marginRight: 12,
      x: { label: 'step', nice: true, ticks: 5 },
      y: { label: null, grid: true, ticks: 5, tickFormat: axisNumber(bins) },
      marks: [
        Plot.areaY(bins, { x: 'step', y1: 'low', y2: 'high', fill: 'var(--accent)', fillOpacity: 0.18 }),
        Plot.lineY(bins, { x: 'step', y: 'mean', stroke: 'var(--accent)', strokeWidth: 1.6 }),
      ],
    });
    return html`<figure class="curve">
      <figcaption>${words(key)}</figcaption>
      ${plot}
    </figure>`;
  });
}

interface Bin {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function binSteps(lines: readonly TrainingMetricLine[], key: string): Bin[] {
  const points = lines.flatMap(({ step, [key]: value }) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ step, value }] : [],
  );
  const size = Math.ceil(points.length / mostBins) || 1;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const bin = points.slice(index * size, (index + 1) * size);
    const values = bin.map(({ value }) => value);
    return {
      step: bin.reduce((sum, { step }) => sum + step, 0) / bin.length,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    };
  });
}

const axisNumber = (bins: readonly Bin[]) => {
  const largest = Math.max(...bins.map(({ high }) => Math.abs(high)), 0);
  return largest > 0 && (largest < 0.01 || largest >= 1e5)
    ? (value: number) => (value === 0 ? '0' : value.toExponential(1).replace('.0', '').replace('-', '−'))
    : undefined;
};
