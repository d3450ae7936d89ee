import type { Estimate } from '@totalfm/core';

/** From the lowest end of some intervals to the highest: the axis of plots that stand side by side. */
export const reachOf = (estimates: readonly Estimate[]): readonly [number, number] => [
  Math.min(...estimates.map(({ low }) => low)),
  Math.max(...estimates.map(({ high }) => high)),
];
