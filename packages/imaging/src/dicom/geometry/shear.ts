import { OUTSIDE_HU } from '../pixels/hounsfield.ts';

type Slice = Int16Array | Float32Array;

/**
 * A slice moved by fractions of pixels onto a larger grid, linearly between pixels; what it does not cover lies outside of
 * the field of view. Fractions of less than a thousandth of a pixel are none.
 */
export function movedSlice(
  slice: Slice,
  [columns, rows]: readonly [number, number],
  [right, down]: readonly [number, number],
  [width, height]: readonly [number, number],
): Float32Array {
  const out = new Float32Array(width * height).fill(OUTSIDE_HU);
  const [x0, fx] = split(right);
  const [y0, fy] = split(down);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= columns || y >= rows ? OUTSIDE_HU : slice[y * columns + x];
  for (let y = 0; y < height; y++) {
    const row = y - y0;
    if (row < 0 || row > rows) continue;
    for (let x = 0; x < width; x++) {
      const column = x - x0;
      if (column < 0 || column > columns) continue;
      // The new pixel lies before the old one by the fraction that it was moved.
      const lower = fx === 0 ? at(column, row) : at(column, row) * (1 - fx) + at(column - 1, row) * fx;
      if (fy === 0) out[y * width + x] = lower;
      else {
        const upper = fx === 0 ? at(column, row - 1) : at(column, row - 1) * (1 - fx) + at(column - 1, row - 1) * fx;
        out[y * width + x] = lower * (1 - fy) + upper * fy;
      }
    }
  }
  return out;
}

function split(shift: number): readonly [number, number] {
  const whole = Math.floor(shift);
  const fraction = shift - whole;
  if (fraction < 1e-3) return [whole, 0];
  return fraction > 1 - 1e-3 ? [whole + 1, 0] : [whole, fraction];
}
