import { OUTSIDE_HU } from '../pixels/hounsfield.ts';

type Slice = Int16Array | Float32Array;

/**
 * A slice moved by fractions of pixels onto a larger grid, linearly between pixels. A new pixel of which the slice covers less
 * than half lies outside of the field of view; of one that it covers in part nothing is mixed with what lies outside, which would
 * make up HU. Fractions of less than a thousandth of a pixel are none.
 */
export function movedSlice(
  slice: Slice,
  [columns, rows]: readonly [number, number],
  [right, down]: readonly [number, number],
  [width, height]: readonly [number, number],
): Float32Array {
  const out = new Float32Array(width * height).fill(OUTSIDE_HU);
  const [across, along] = [movedLine(right, columns, width), movedLine(down, rows, height)];
  for (const y of along.pixels) {
    const [own, above] = [columns * y.own, columns * y.before];
    for (const x of across.pixels) {
      const lower = slice[own + x.own] * (1 - across.share) + slice[own + x.before] * across.share;
      const upper = slice[above + x.own] * (1 - across.share) + slice[above + x.before] * across.share;
      out[y.to * width + x.to] = lower * (1 - along.share) + upper * along.share;
    }
  }
  return out;
}

interface MovedLine {
  /** New pixels, and the two old ones that each lies between: one and the same at the ends. */
  readonly pixels: readonly { readonly to: number; readonly own: number; readonly before: number }[];
  /** How much of a new pixel is the old one before. */
  readonly share: number;
}

/** The pixels of a line of `width` that one of `length`, moved by `shift`, covers by at least half. */
function movedLine(shift: number, length: number, width: number): MovedLine {
  // The new pixel lies before the old one by the fraction that it was moved.
  const [whole, share] = split(shift);
  const pixels = Array.from({ length: length + 1 }, (_, i) => ({
    to: whole + i,
    own: Math.min(i, length - 1),
    before: Math.max(i - 1, 0),
  }));
  const [first, end] = [share > 0.5 ? 1 : 0, share > 0.5 ? length + 1 : length];
  return { pixels: pixels.slice(first, end).filter(({ to }) => to >= 0 && to < width), share };
}

function split(shift: number): readonly [number, number] {
  const whole = Math.floor(shift);
  const fraction = shift - whole;
  if (fraction < 1e-3) return [whole, 0];
  return fraction > 1 - 1e-3 ? [whole + 1, 0] : [whole, fraction];
}
