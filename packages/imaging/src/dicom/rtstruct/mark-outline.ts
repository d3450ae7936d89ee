/** How far, in pixels, a centre may lie from an outline that runs through it: coordinates are rounded to hundredths of a millimetre. */
const ON_OUTLINE = 0.02;

/**
 * Writes a structure's number into the pixels of a slice whose centres lie on an outline, and says how many there are. `points`
 * are x, y, x, y, … in pixels; the last is joined to the first.
 */
export function markOutline(
  slice: Uint8Array | Uint16Array,
  points: Float64Array,
  [nx, ny]: readonly [number, number],
  label: number,
): number {
  let marked = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    const upward = points[i + 1] <= points[next + 1];
    const [x0, y0] = upward ? [points[i], points[i + 1]] : [points[next], points[next + 1]];
    const [x1, y1] = upward ? [points[next], points[next + 1]] : [points[i], points[i + 1]];
    /** Where an edge is at a height; the ends of one that has none are its ends. */
    const at = (y: number, end: number) =>
      y1 > y0 ? x0 + Math.min(1, Math.max(0, (y - y0) / (y1 - y0))) * (x1 - x0) : end;
    const last = Math.min(ny - 1, Math.floor(y1 + ON_OUTLINE));
    for (let j = Math.max(0, Math.ceil(y0 - ON_OUTLINE)); j <= last; j++) {
      const [from, to] = [at(j - ON_OUTLINE, x0), at(j + ON_OUTLINE, x1)];
      const end = Math.min(nx - 1, Math.floor(Math.max(from, to) + ON_OUTLINE));
      for (let x = Math.max(0, Math.ceil(Math.min(from, to) - ON_OUTLINE)); x <= end; x++, marked++)
        slice[j * nx + x] = label;
    }
  }
  return marked;
}
