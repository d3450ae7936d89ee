export type Cell = string | number | undefined;

/** Columns aligned by spaces: numbers to the right, text to the left. */
export function table(rows: readonly (readonly Cell[])[]): string {
  const text = (cell: Cell) => (cell === undefined ? '' : String(cell));
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, text(cell).length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          typeof cell === 'number' ? text(cell).padStart(widths[column]) : text(cell).padEnd(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
