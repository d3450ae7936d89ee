import type { Estimate } from '@totalfm/core';
import { html, type Html } from '../html.ts';

/** The axis of a column of dot-and-whisker cells. */
export interface IntervalAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Where a rule is drawn in every cell: chance, or no difference. */
  readonly rule: number;
}

const width = 180;
const margin = 8;

/** From the lowest end of an interval (0.5 at most) to 1. */
export function aurocAxis(estimates: readonly Estimate[]): IntervalAxis {
  const low = Math.floor(Math.min(0.5, ...estimates.map((one) => one.low)) * 10) / 10;
  const step = 1 - low > 0.55 ? 0.25 : 0.1;
  const ticks = Array.from({ length: 11 }, (_, index) => 1 - index * step).filter((tick) => tick >= low - 1e-9);
  return { low, high: 1, ticks: ticks.reverse(), rule: 0.5 };
}

/** Symmetric about no difference. */
export function differenceAxis(estimates: readonly Estimate[]): IntervalAxis {
  const reach = Math.max(
    0.05,
    Math.ceil(Math.max(...estimates.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])) * 20) / 20,
  );
  return { low: -reach, high: reach, ticks: [-reach, 0, reach], rule: 0 };
}

/** The cell of one row: a whisker from `low` to `high` and a dot at `value`; several estimates stand below one another. */
export function intervalBar(
  axis: IntervalAxis,
  marks: readonly { readonly estimate: Estimate; readonly colour: string }[],
): Html {
  const height = Math.max(18, 8 + 9 * marks.length);
  const x = place(axis);
  return html`<svg
    class="interval"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    aria-hidden="true"
  >
    <line x1="${x(axis.rule)}" x2="${x(axis.rule)}" y1="0" y2="${height}" class="rule" />
    ${marks.map(({ estimate, colour }, index) => {
      const y = height / 2 + 9 * (index - (marks.length - 1) / 2);
      return html`<line
          x1="${x(estimate.low)}"
          x2="${x(estimate.high)}"
          y1="${y}"
          y2="${y}"
          stroke="${colour}"
          stroke-width="1.8"
        /><circle cx="${x(estimate.value)}" cy="${y}" r="3.4" fill="${colour}" />`;
    })}
  </svg>`;
}

/** The scale above a column of cells. */
export function intervalScale(axis: IntervalAxis, format: (tick: number) => string): Html {
  const x = place(axis);
  return html`<svg class="interval scale" viewBox="0 0 ${width} 16" width="${width}" height="16" aria-hidden="true">
    ${axis.ticks.map(
      (tick) =>
        html`<text x="${x(tick)}" y="10" text-anchor="middle">${format(tick)}</text
          ><line x1="${x(tick)}" x2="${x(tick)}" y1="12" y2="16" class="tick" />`,
    )}
  </svg>`;
}

const place =
  ({ low, high }: IntervalAxis) =>
  (value: number): string =>
    (margin + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (width - 2 * margin)).toFixed(1);
