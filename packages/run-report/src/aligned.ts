export type Rows = readonly (readonly string[])[];

/** Lines of a table for a terminal: cells below one another. A row of one cell takes no part in the widths. */
export function aligned(rows: Rows): string[] {
  const widths = rows.reduce<number[]>(
    (most, cells) =>
      cells
        .map((cell, index) => Math.max(most[index] ?? 0, cells.length > 1 ? cell.length : 0))
        .concat(most.slice(cells.length)),
    [],
  );
  return rows.map((cells) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index]))
      .join('   ')
      .trimEnd(),
  );
}
