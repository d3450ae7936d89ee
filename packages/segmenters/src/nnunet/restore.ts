import type { Triple } from '@totalfm/core';
import { axisTaps, type AxisTaps } from './axis-taps.ts';
import type { LabelPlan } from './labels.ts';
import type { LabelPlane, LogitPlane, Plane } from './plane.ts';

/** Takes planes in their order, and hands on those of the scan’s own grid as soon as they can be known. */
export interface Restorer {
  add(plane: Plane): void;
}

export interface Restoration {
  /** From the network’s grid to the scan’s. */
  readonly from: Triple;
  readonly to: Triple;
  readonly separate?: number;
  readonly labels: LabelPlan;
  /** Labels of plane `index`, [d1, d2]; the array is used again. */
  write(index: number, labels: Uint16Array): void;
}

/**
 * Labels on the scan’s grid. Logits are interpolated linearly (by nearest neighbours along a coarse axis) and then the largest
 * one is taken, as nnU-Net does; but only where the elements around differ: where one label is largest in all of them, it is
 * largest in every weighted mean of them.
 */
export function createRestorer({ from, to, separate, labels, write }: Restoration): Restorer {
  const taps = from.map((n, axis) => axisTaps(n, to[axis], axis === separate));
  const out = new Uint16Array(to[1] * to[2]);
  const recent = new Map<number, Labelled>();
  const decide = decider(labels);
  const same = from.every((n, axis) => n === to[axis]);
  let next = 0;
  return {
    add({ index, answer }) {
      recent.set(index, labelled(answer, from, decide));
      recent.delete(index - 2);
      for (; next < to[0] && taps[0].above[next] <= index; next++) {
        const below = recent.get(taps[0].below[next]) as Labelled;
        const above = recent.get(taps[0].above[next]) as Labelled;
        const between = { below, above, weight: taps[0].weight[next] };
        if (same) out.set(below.labels);
        else if (answer.kind === 'labels') pickNearest(between, taps, from[2], out);
        else interpolate(between, taps, { width: from[2], decide }, out);
        write(next, out);
      }
    },
  };
}

interface Labelled {
  readonly answer: LogitPlane | LabelPlane;
  /** [d1, d2] without padding. */
  readonly labels: Uint16Array;
}

interface Between {
  readonly below: Labelled;
  readonly above: Labelled;
  /** Of `above`. */
  readonly weight: number;
}

/** How logits become labels: the largest one, or of regions the last one above 0. */
interface Decider {
  readonly heads: number;
  /** What the first logit has to exceed. */
  readonly begin: number;
  readonly regions?: readonly number[];
}

const decider = ({ heads, regions }: LabelPlan): Decider => ({ heads, regions, begin: regions ? 0 : -Infinity });

function labelled(answer: LogitPlane | LabelPlane, [, height, width]: Triple, decide: Decider): Labelled {
  const labels = new Uint16Array(height * width);
  if (answer.kind === 'labels') {
    for (let y = 0; y < height; y++) {
      const start = answer.offset + y * answer.rowStride;
      labels.set(answer.data.subarray(start, start + width), y * width);
    }
    return { answer, labels };
  }
  const best = new Float32Array(width);
  const { data, offset, channelStride, rowStride } = answer;
  for (let y = 0; y < height; y++) {
    best.fill(decide.begin);
    const to = y * width;
    for (let channel = 0; channel < decide.heads; channel++) {
      const from = offset + channel * channelStride + y * rowStride;
      const label = decide.regions?.[channel] ?? channel;
      for (let x = 0; x < width; x++) {
        if (!(data[from + x] > best[x])) continue;
        labels[to + x] = label;
        if (!decide.regions) best[x] = data[from + x];
      }
    }
  }
  return { answer, labels };
}

function pickNearest(
  { below, above, weight }: Between,
  [, rows, columns]: readonly AxisTaps[],
  width: number,
  out: Uint16Array,
) {
  const { labels } = weight < 0.5 ? below : above;
  let at = 0;
  for (let y = 0; y < rows.below.length; y++) {
    const row = (rows.weight[y] < 0.5 ? rows.below[y] : rows.above[y]) * width;
    for (let x = 0; x < columns.below.length; x++)
      out[at++] = labels[row + (columns.weight[x] < 0.5 ? columns.below[x] : columns.above[x])];
  }
}

interface Columns {
  readonly width: number;
  readonly decide: Decider;
}

function interpolate(
  between: Between,
  [, rows, columns]: readonly AxisTaps[],
  { width, decide }: Columns,
  out: Uint16Array,
) {
  const { below, above } = between;
  const [low, high] = [below.labels, above.labels];
  let at = 0;
  for (let y = 0; y < rows.below.length; y++) {
    const [r0, r1] = [rows.below[y] * width, rows.above[y] * width];
    for (let x = 0; x < columns.below.length; x++) {
      const [c0, c1] = [columns.below[x], columns.above[x]];
      const label = low[r0 + c0];
      const same =
        low[r0 + c1] === label &&
        low[r1 + c0] === label &&
        low[r1 + c1] === label &&
        high[r0 + c0] === label &&
        high[r0 + c1] === label &&
        high[r1 + c0] === label &&
        high[r1 + c1] === label;
      out[at++] = same ? label : mixed(between, { rows, y, columns, x }, decide);
    }
  }
}

interface Cell {
  readonly rows: AxisTaps;
  readonly y: number;
  readonly columns: AxisTaps;
  readonly x: number;
}

/** The label of one place, from the logits of the eight elements around it. */
function mixed(
  { below, above, weight: wz }: Between,
  { rows, y, columns, x }: Cell,
  { heads, begin, regions }: Decider,
): number {
  const [low, high] = [below.answer as LogitPlane, above.answer as LogitPlane];
  const [wy, wx] = [rows.weight[y], columns.weight[x]];
  const [top, bottom] = [rows.below[y] * low.rowStride, rows.above[y] * low.rowStride];
  const [left, right] = [columns.below[x], columns.above[x]];
  let label = 0;
  let best = begin;
  for (let channel = 0; channel < heads; channel++) {
    const a = low.offset + channel * low.channelStride;
    const b = high.offset + channel * high.channelStride;
    const value =
      (1 - wz) * square(low.data, a + top, a + bottom, { left, right, wy, wx }) +
      wz * square(high.data, b + top, b + bottom, { left, right, wy, wx });
    if (!(value > best)) continue;
    label = regions?.[channel] ?? channel;
    if (!regions) best = value;
  }
  return label;
}

interface Square {
  readonly left: number;
  readonly right: number;
  readonly wy: number;
  readonly wx: number;
}

const square = (data: Float32Array, top: number, bottom: number, { left, right, wy, wx }: Square) =>
  (1 - wy) * ((1 - wx) * data[top + left] + wx * data[top + right]) +
  wy * ((1 - wx) * data[bottom + left] + wx * data[bottom + right]);
