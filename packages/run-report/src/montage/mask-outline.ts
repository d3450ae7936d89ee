/**
 * The rim of a mask in a picture of `width` pixels a row, as an SVG path in pixels: edges between a pixel inside and one outside,
 * those that follow one another as one line. Empty where nothing is inside.
 */
export function outlinePath(mask: ArrayLike<number>, width: number): string {
  const height = mask.length / width;
  const inside = (x: number, y: number) => x >= 0 && x < width && y >= 0 && y < height && mask[y * width + x] > 0;
  const across = runs(height + 1, width, (y, x) => inside(x, y - 1) !== inside(x, y));
  const down = runs(width + 1, height, (x, y) => inside(x - 1, y) !== inside(x, y));
  return [
    ...across.map(({ line, from, to }) => `M${from} ${line}H${to}`),
    ...down.map(({ line, from, to }) => `M${line} ${from}V${to}`),
  ].join('');
}

interface Run {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** Runs of places in a row that are on the rim, line by line. */
function runs(lines: number, length: number, isRim: (line: number, place: number) => boolean): Run[] {
  const found: Run[] = [];
  for (let line = 0; line < lines; line++) {
    let from = -1;
    for (let place = 0; place <= length; place++) {
      const rim = place < length && isRim(line, place);
      if (rim && from < 0) from = place;
      if (rim || from < 0) continue;
      found.push({ line, from, to: place });
      from = -1;
    }
  }
  return found;
}
