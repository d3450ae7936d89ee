import * as Plot from '@observablehq/plot';
import type { Estimate } from '@totalfm/core';
import { decimal } from '../format.ts';
import type { Html } from '../html.ts';
import { axisTicks, isWide } from './axis-ticks.ts';
import { plotSvg } from './svg.ts';

export interface PlottedPoint extends Estimate {
  readonly x: number;
}

export interface PlottedCurve {
  /** Said where there are several. */
  readonly name: string;
  readonly colour: string;
  readonly points: readonly PlottedPoint[];
}

export interface CurvePlot {
  /** What is plotted against what: `AUROC by noise`. */
  readonly label: string;
  readonly x: { readonly label: string; readonly unit?: string };
  readonly curves: readonly PlottedCurve[];
  /** Of the axis: the same for all plots that stand side by side. */
  readonly domain: readonly [number, number];
  /** A dashed line across. */
  readonly rule?: number;
  /** In pixels. */
  readonly width?: number;
}

const margins = { left: 38, right: 14 };

/** Curves with their intervals as bands, and every point told in words; x is logarithmic where it spans more than a decade. */
export function curvePlot({ label, x, curves, domain, rule, width = 230 }: CurvePlot): Html {
  const values = curves.flatMap(({ points }) => points.map((point) => point.x));
  const type = isWide(values) ? 'log' : 'linear';
  const ticks = axisTicks(values, type, width - margins.left - margins.right);
  const ordered = curves.map((curve) => ({ ...curve, points: [...curve.points].sort((a, b) => a.x - b.x) }));
  const bandOpacity = curves.length > 1 ? 0.12 : 0.18;
  return plotSvg(`${label}: ${ordered.map(inWords(x.unit, curves.length > 1)).join('; ')}.`, {
    width,
    height: 190,
    marginLeft: margins.left,
    marginRight: margins.right,
    marginBottom: 34,
    x: { type, axis: null },
    y: { label: null, domain: [...domain], grid: true, ticks: 5 },
    marks: [
      // Of a logarithmic axis the library would label a choice of its own.
      Plot.axisX(ticks, { label: x.label, text: String }),
      ...(rule === undefined
        ? []
        : [Plot.ruleY([rule], { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '3 3' })]),
      ...ordered.map(({ points, colour }) =>
        Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: bandOpacity }),
      ),
      ...ordered.flatMap(({ points, colour }) => [
        // A point alone has no band.
        ...(points.length === 1 ? [Plot.ruleX(points, { x: 'x', y1: 'low', y2: 'high', stroke: colour })] : []),
        Plot.lineY(points, { x: 'x', y: 'value', stroke: colour, strokeWidth: 1.6 }),
        Plot.dot(points, { x: 'x', y: 'value', r: 3, fill: colour }),
      ]),
    ],
  });
}

const inWords =
  (unit: string | undefined, named: boolean) =>
  ({ name, points }: PlottedCurve): string => {
    const said = points.map(({ x, value }) => `${decimal(value)} at ${x}${unit === undefined ? '' : ` ${unit}`}`);
    return `${named ? `${name} ` : ''}${said.join(', ')}`;
  };
