import type { PlacedFrame } from './plane.ts';
import { dot } from './vectors.ts';

/** A slice and how far along the normal of its stack it lies. */
export interface StackedFrame extends PlacedFrame {
  /** Millimetres along the first slice's normal. */
  readonly along: number;
}

/** Nearer than this, two slices are at one place. Millimetres. */
export const SAME_PLACE = 1e-3;

/** Frames of one raster by their place along its normal, whatever they are called and counted; ties by instance number. */
export function stacked(frames: readonly PlacedFrame[]): readonly StackedFrame[] {
  const { normal } = frames[0].raster;
  const number = ({ frame }: PlacedFrame) => frame.instance.facts.instanceNumber ?? 0;
  return frames
    .map((frame) => ({ ...frame, along: dot(frame.position, normal) }))
    .sort(
      (a, b) =>
        a.along - b.along ||
        number(a) - number(b) ||
        a.frame.index - b.frame.index ||
        (a.frame.instance.source.name < b.frame.instance.source.name ? -1 : 1),
    );
}

/** Slices that share a place, in the order of places: one of each, or several. */
export function places(stack: readonly StackedFrame[]): readonly (readonly StackedFrame[])[] {
  const groups: StackedFrame[][] = [];
  for (const slice of stack) {
    const last = groups.at(-1);
    if (last && slice.along - last[0].along < SAME_PLACE) last.push(slice);
    else groups.push([slice]);
  }
  return groups;
}
