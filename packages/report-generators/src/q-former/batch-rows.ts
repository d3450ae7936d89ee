/** A full batch: the last item is repeated. */
export const filled = <T>(items: readonly T[], count: number): readonly T[] =>
  Array.from({ length: count }, (_, index) => items[Math.min(index, items.length - 1)]);

/** One row of a batch's values, row-major. */
export function rowOf(values: Float32Array, row: number, rows: number): Float32Array {
  const length = values.length / rows;
  return values.slice(row * length, (row + 1) * length);
}

/** Rows of one length as the values of a batch. */
export function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, place) => all.set(row, place * row.length));
  return all;
}
