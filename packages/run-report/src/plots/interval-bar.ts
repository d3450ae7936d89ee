import type { Estimate, Measure } from '@totalfm/core';
import { html, type Html } from '../html.ts';

/** The axis of a column of dot-and-whisker cells. */
export interface IntervalAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Decimals of the ticks. */
  readonly digits: number;
  /** Where a rule is drawn in every cell: chance, or no difference. */
  readonly rule?: number;
}

const width = 180;
const margin = 8;

/** From the lowest end of an interval, or chance where that is lower, to the measure's best, or the highest end. */
export function valueAxis({ range, chance }: Measure, estimates: readonly Estimate[]): IntervalAxis {
  const rule = typeof chance === 'number' ? chance : undefined;
  const ends = estimates.flatMap(({ low, high }) => [low, high]).concat(rule ?? []);
  if (ends.length === 0) ends.push(...(range ?? [0, 1]));
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  // A measure that ends at 1 is read against 1, however low its values are.
  const top = range && range[1] - highest < 4 * (highest - lowest) ? range[1] : highest;
  const step = niceStep((top - lowest) / 4);
  const [first, last] = [Math.floor(lowest / step + 1e-9), Math.ceil(top / step - 1e-9)];
  const count = Math.max(2, last - first + 1);
  const ticks = Array.from({ length: count }, (_, index) => (first + index) * step);
  return { low: ticks[0], high: ticks.at(-1)!, ticks, digits: digitsOf(step), rule };
}

/** 1, 2 or 5 times a power of ten, from `least` on. */
function niceStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}

/** Decimals that tell multiples of a step from one another. */
const digitsOf = (step: number) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/** Symmetric about no difference. */
export function differenceAxis(estimates: readonly Estimate[]): IntervalAxis {
  const reach = Math.max(
    0.05,
    Math.ceil(Math.max(...estimates.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])) * 20) / 20,
  );
  return { low: -reach, high: reach, ticks: [-reach, 0, reach], digits: 2, rule: 0 };
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
    ${axis.rule !== undefined &&
    html`<line x1="${x(axis.rule)}" x2="${x(axis.rule)}" y1="0" y2="${height}" class="rule" />`}
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
export function intervalScale(axis: IntervalAxis, format: (tick: number, digits: number) => string): Html {
  const x = place(axis);
  return html`<svg class="interval scale" viewBox="0 0 ${width} 16" width="${width}" height="16" aria-hidden="true">
    ${axis.ticks.map(
      (tick) =>
        html`<text x="${x(tick)}" y="10" text-anchor="middle">${format(tick, axis.digits)}</text
          ><line x1="${x(tick)}" x2="${x(tick)}" y1="12" y2="16" class="tick" />`,
    )}
  </svg>`;
}

const place =
  ({ low, high }: IntervalAxis) =>
  (value: number): string =>
    (margin + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (width - 2 * margin)).toFixed(1);
