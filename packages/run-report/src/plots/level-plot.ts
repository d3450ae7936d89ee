import type { Estimate, Measure, TargetResult } from '@totalfm/core';
import { html, type Html } from '../html.ts';
import { estimateFor } from '../measures.ts';
import { curvePlot, type PlottedPoint } from './curve-plot.ts';

export interface LevelPlot {
  /** What there is more and more of. */
  readonly name: string;
  /** Targets with a level, all of one unit. */
  readonly targets: readonly TargetResult[];
  /** What the measure is where there is none of it. */
  readonly none?: Estimate;
  /** Of the axis: the same for all plots of an evaluator. */
  readonly domain: readonly [number, number];
}

/** A measure against how much of something there is, with its intervals as a band; a dashed line where there is none. */
export function levelPlot(measure: Measure, { name, targets, none, domain }: LevelPlot): Html | undefined {
  const points = targets.flatMap((target): PlottedPoint[] => {
    const estimate = estimateFor(measure, target);
    return estimate && target.level ? [{ ...estimate, x: target.level.value }] : [];
  });
  if (points.length === 0) return undefined;
  const { unit } = targets[0].level!;
  const plot = curvePlot({
    label: `${measure.title} by ${name}`,
    x: { label: unit, unit },
    curves: [{ name, colour: 'var(--accent)', points: none ? [{ ...none, x: 0 }, ...points] : points }],
    rule: none?.value,
    domain,
  });
  return html`<figure class="level">
    <figcaption><b>${name}</b></figcaption>
    ${plot}
  </figure>`;
}
