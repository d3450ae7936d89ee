import type { Triple } from '@totalfm/core';
import type { LabelPlane, LogitPlane } from './plane.ts';
import { gaussianWeights, weightSums } from './windows.ts';

/** A padded image, and where its windows lie. */
export interface WindowGrid {
  readonly shape: Triple;
  readonly patch: Triple;
  /** Starts along each axis. */
  readonly starts: readonly (readonly number[])[];
}

/** Brings the answers of overlapping windows together, plane by plane, in memory for little more than a window’s depth of planes. */
export interface WindowMerger {
  /** Adds a window’s answer at its place. Windows come in the order of their first axis. */
  add(answer: ArrayLike<number>, at: Triple): void;
  /** A plane that no window will be added to. It stays as it is while the next one is read. */
  finish(plane: number): LogitPlane | LabelPlane;
}

/** Planes that are still being read while windows are added: the last two. */
const READ = 2;

/** Planes by their place, as many as are needed at once; one that is asked for anew begins with zeros. */
function planeRing<Buffer extends { fill(value: number): unknown }>(slots: number, make: () => Buffer) {
  const buffers: Buffer[] = [];
  const held: number[] = [];
  return (plane: number): Buffer => {
    const slot = plane % slots;
    buffers[slot] ??= make();
    if (held[slot] !== plane) buffers[slot].fill(0);
    held[slot] = plane;
    return buffers[slot];
  };
}

const slotsOf = ({ shape, patch }: WindowGrid) => Math.min(shape[0], patch[0] + READ);

/** Weighted means of logits: Σ w · logits / Σ w, with nnU-Net’s Gaussian weights. */
export function mergeLogits(grid: WindowGrid, channels: number): WindowMerger {
  const { shape, patch, starts } = grid;
  const [depth, height, width] = patch;
  const area = shape[1] * shape[2];
  const weights = patch.map(gaussianWeights);
  const sums = shape.map((n, axis) => weightSums(n, starts[axis], weights[axis]));
  const planes = planeRing(slotsOf(grid), () => new Float32Array(channels * area));
  const row = Float32Array.from(weights[2]);
  return {
    add(answer, [z0, y0, x0]) {
      const reached = Array.from({ length: depth }, (_, z) => planes(z0 + z));
      for (let channel = 0, from = 0; channel < channels; channel++)
        for (let z = 0; z < depth; z++)
          for (let y = 0; y < height; y++, from += width) {
            const to = channel * area + (y0 + y) * shape[2] + x0;
            addRow(reached[z], to, answer as Float32Array, { from, weight: weights[0][z] * weights[1][y], row });
          }
    },
    finish(index) {
      const data = planes(index);
      for (let channel = 0, at = 0; channel < channels; channel++)
        for (let y = 0; y < shape[1]; y++) {
          const scale = 1 / (sums[0][index] * sums[1][y]);
          for (let x = 0; x < shape[2]; x++) data[at++] *= scale / sums[2][x];
        }
      return { kind: 'logits', data, offset: 0, channelStride: area, rowStride: shape[2] };
    },
  };
}

/** `into[to + x] += weight · row[x] · answer[from + x]` */
function addRow(
  into: Float32Array,
  to: number,
  answer: Float32Array,
  { from, weight, row }: { readonly from: number; readonly weight: number; readonly row: Float32Array },
): void {
  for (let x = 0; x < row.length; x++) into[to + x] += weight * row[x] * answer[from + x];
}

/** One window holds the whole image: its answer is the result. */
export function onlyWindow({ shape, patch }: WindowGrid, labels: boolean): WindowMerger {
  let data: Float32Array | Int32Array = new Float32Array(0);
  const area = shape[1] * shape[2];
  return {
    add(answer) {
      data = answer instanceof Float32Array || answer instanceof Int32Array ? answer : Int32Array.from(answer, Number);
    },
    finish: (plane) => {
      const rows = { offset: plane * area, rowStride: shape[2] };
      return labels
        ? { kind: 'labels', data: data as Int32Array, ...rows }
        : { kind: 'logits', data: data as Float32Array, channelStride: patch[0] * area, ...rows };
    },
  };
}

/** Of labels no mean can be taken: the window whose weight at a voxel is largest says it. */
export function mergeLabels(grid: WindowGrid): WindowMerger {
  const { shape, patch } = grid;
  const [depth, height, width] = patch;
  const area = shape[1] * shape[2];
  const weights = patch.map(gaussianWeights);
  const labels = planeRing(slotsOf(grid), () => new Uint16Array(area));
  const best = planeRing(slotsOf(grid), () => new Float32Array(area));
  return {
    add(answer, [z0, y0, x0]) {
      for (let z = 0, from = 0; z < depth; z++) {
        const [plane, weight] = [labels(z0 + z), best(z0 + z)];
        for (let y = 0; y < height; y++) {
          const outer = weights[0][z] * weights[1][y];
          let to = (y0 + y) * shape[2] + x0;
          for (let x = 0; x < width; x++, to++, from++) {
            const own = outer * weights[2][x];
            if (own <= weight[to]) continue;
            weight[to] = own;
            plane[to] = Number(answer[from]);
          }
        }
      }
    },
    finish: (plane) => ({ kind: 'labels', data: labels(plane), offset: 0, rowStride: shape[2] }),
  };
}
