/** Rows of one length as the values of a batch. */
export function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, place) => all.set(row, place * row.length));
  return all;
}
