import type { PlotOptions } from '@observablehq/plot';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A plot of one share over another, `edge` pixels wide. */
export const unitSquare = (edge: number): PlotOptions => ({
  width: edge,
  height: edge,
  marginLeft: 30,
  marginRight: 10,
  marginTop: 8,
  marginBottom: 28,
  x: { domain: [0, 1], label: null, ticks: [0, 0.5, 1] },
  y: { domain: [0, 1], label: null, ticks: [0, 0.5, 1] },
});

/** A curve without the points that lie on a straight line between their neighbours: the same picture in a tenth of the bytes. */
export function corners(points: readonly Point[]): Point[] {
  return points.filter(({ x, y }, index, all) => {
    const [before, after] = [all[index - 1], all[index + 1]];
    return (
      !before ||
      !after ||
      Math.abs((x - before.x) * (after.y - before.y) - (after.x - before.x) * (y - before.y)) > 1e-12
    );
  });
}
