/** Side of the squares that are turned one after another: both of their sides stay in the processor's cache. */
const TILE = 32;

/** Row-major [rows, columns] → [columns, rows]. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let top = 0; top < rows; top += TILE)
    for (let left = 0; left < columns; left += TILE)
      for (let row = top; row < Math.min(rows, top + TILE); row++)
        for (let column = left; column < Math.min(columns, left + TILE); column++)
          turned[column * rows + row] = values[row * columns + column];
  return turned;
}
