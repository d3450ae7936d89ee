import * as Plot from '@observablehq/plot';
import type { Estimate, Measure, TargetResult } from '@totalfm/core';
import { decimal } from '../format.ts';
import { html, type Html } from '../html.ts';
import { estimateFor } from '../measures.ts';
import { plotSvg } from './svg.ts';

interface LevelPoint extends Estimate {
  readonly level: number;
}

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
  const points = targets.flatMap((target): LevelPoint[] => {
    const estimate = estimateFor(measure, target);
    return estimate && target.level ? [{ ...estimate, level: target.level.value }] : [];
  });
  if (points.length === 0) return undefined;
  points.sort((a, b) => a.level - b.level);
  const all = none ? [{ ...none, level: 0 }, ...points] : points;
  const unit = targets[0].level!.unit;
  const plot = plotSvg(`${measure.title} by ${name}: ${all.map(inWords(unit)).join(', ')}.`, {
    width: 230,
    height: 190,
    marginLeft: 38,
    marginRight: 10,
    x: { label: unit, ticks: all.map(({ level }) => level), tickFormat: String },
    y: { label: null, domain: [...domain], grid: true, ticks: 5 },
    marks: [
      ...(none
        ? [Plot.ruleY([none.value], { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '3 3' })]
        : []),
      Plot.areaY(all, { x: 'level', y1: 'low', y2: 'high', fill: 'var(--accent)', fillOpacity: 0.18 }),
      Plot.lineY(all, { x: 'level', y: 'value', stroke: 'var(--accent)', strokeWidth: 1.6 }),
      Plot.dot(all, { x: 'level', y: 'value', r: 3, fill: 'var(--accent)' }),
    ],
  });
  return html`<figure class="level">
    <figcaption><b>${name}</b></figcaption>
    ${plot}
  </figure>`;
}

const inWords =
  (unit: string) =>
  ({ level, value }: LevelPoint) =>
    `${decimal(value)} at ${level} ${unit}`;
