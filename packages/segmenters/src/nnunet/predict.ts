import { throwIfAborted, type Triple, type Volume } from '@totalfm/core';
import { networkView, readView, type ArrayView } from './array-view.ts';
import { resampledShape, separateAxis } from './axis-taps.ts';
import { cropToBody, cropToNonzero } from './crop.ts';
import { mergeLabels, mergeLogits, onlyWindow, type WindowGrid } from './merge-windows.ts';
import { normalize } from './normalize.ts';
import type { Plane } from './plane.ts';
import type { ModelPlan } from './plans.ts';
import { resampleInput } from './resample-input.ts';
import { createRestorer } from './restore.ts';
import type { WindowModel } from './window-model.ts';
import { windowStarts } from './windows.ts';

export interface PredictOptions {
  readonly crop: 'none' | 'body';
  /** Distance of windows, in patches. */
  readonly step: number;
  readonly signal?: AbortSignal;
}

/**
 * Labels of a scan by nnU-Net v2’s way: crop, normalise, resample, slide a window, average its answers by Gaussian weights,
 * resample what they say to the scan’s grid. `write` gets every voxel that is no background: its place, and its label.
 */
export async function predict(
  ct: Volume,
  { plan, model }: { readonly plan: ModelPlan; readonly model: WindowModel },
  options: PredictOptions,
  write: (voxel: number, label: number) => void,
): Promise<void> {
  const view = cropped(ct, plan, options.crop);
  const to = resampledShape(view.shape, view.spacing, plan.spacing);
  let values = readView(ct.data, view);
  normalize(values, plan.normalization, plan.intensity);
  const inputAxis = separateAxis(view.spacing, plan.spacing, plan.data);
  values = resampleInput(values, { shape: view.shape, to, separate: inputAxis }, plan.data);
  const restorer = createRestorer({
    from: to,
    to: view.shape,
    separate: separateAxis(plan.spacing, view.spacing, plan.logits),
    labels: plan.labels,
    write: (index, labels) => writePlane(view, index, labels, write),
  });
  await slide({ values, shape: to }, { plan, model }, options, (plane) => restorer.add(plane));
}

function cropped(ct: Volume, plan: ModelPlan, crop: PredictOptions['crop']): ArrayView {
  const view = cropToNonzero(ct.data, networkView(ct, plan));
  const shape = resampledShape(view.shape, view.spacing, plan.spacing);
  // One window costs the same wherever it lies.
  return crop === 'none' || shape.every((n, axis) => n <= plan.patch[axis]) ? view : cropToBody(ct.data, view);
}

function writePlane(
  { start, steps, shape }: ArrayView,
  index: number,
  labels: Uint16Array,
  write: (voxel: number, label: number) => void,
) {
  let at = 0;
  for (let y = 0; y < shape[1]; y++) {
    let voxel = start + index * steps[0] + y * steps[1];
    for (let x = 0; x < shape[2]; x++, voxel += steps[2]) {
      const label = labels[at++];
      if (label !== 0) write(voxel, label);
    }
  }
}

interface Image {
  readonly values: Float32Array;
  readonly shape: Triple;
}

/** Runs all windows, and hands on every plane as soon as no later window touches it. */
async function slide(
  image: Image,
  { plan, model }: { readonly plan: ModelPlan; readonly model: WindowModel },
  { step, signal }: PredictOptions,
  done: (plane: Plane) => void,
): Promise<void> {
  const { patch } = plan;
  const triple = (of: (axis: number) => number) => [of(0), of(1), of(2)] as const;
  const shape = triple((axis) => Math.max(image.shape[axis], patch[axis]));
  const before = triple((axis) => Math.floor((shape[axis] - image.shape[axis]) / 2));
  const starts = shape.map((n, axis) => windowStarts(n, patch[axis], step));
  const grid: WindowGrid = { shape, patch, starts };
  const single = starts.every((along) => along.length === 1);
  const merger = single
    ? onlyWindow(grid, model.labels)
    : model.labels
      ? mergeLabels(grid)
      : mergeLogits(grid, plan.labels.heads);
  const window = new Float32Array(patch[0] * patch[1] * patch[2]);
  let next = 0;
  for (const [index, z] of starts[0].entries()) {
    for (const y of starts[1])
      for (const x of starts[2]) {
        throwIfAborted(signal);
        fillWindow(image, [z - before[0], y - before[1], x - before[2]], patch, window);
        merger.add((await model.run(window)) as ArrayLike<number>, [z, y, x]);
      }
    const end = starts[0][index + 1] ?? shape[0];
    for (; next < end; next++) {
      const answer = merger.finish(next);
      const inside = next - before[0];
      if (inside < 0 || inside >= image.shape[0]) continue;
      const offset = answer.offset + before[1] * answer.rowStride + before[2];
      done({ index: inside, answer: { ...answer, offset } });
    }
  }
}

/** A window of an image, with zeros where it reaches beyond. */
function fillWindow(
  { values, shape }: Image,
  [z0, y0, x0]: Triple,
  [depth, height, width]: Triple,
  window: Float32Array,
): void {
  window.fill(0);
  const [first, last] = [Math.max(0, -x0), Math.min(width, shape[2] - x0)];
  for (let z = Math.max(0, -z0); z < Math.min(depth, shape[0] - z0); z++)
    for (let y = Math.max(0, -y0); y < Math.min(height, shape[1] - y0); y++) {
      const from = ((z0 + z) * shape[1] + y0 + y) * shape[2] + x0;
      window.set(values.subarray(from + first, from + last), (z * height + y) * width + first);
    }
}
