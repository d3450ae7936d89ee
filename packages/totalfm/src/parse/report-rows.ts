import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { diskError } from '@totalfm/imaging';
import { decodeCell } from './decode-cell.ts';
import { encodingFailure, encodingWarning } from './encoding-errors.ts';
import { readTable } from './read-table.ts';
import type { ReportRow, ReportSource } from './report-row.ts';

/** Reports of a file: the rows of a CSV table, or the whole of any other file. */
export async function* readReports(
  file: string,
  source: ReportSource,
  needed: readonly string[] = [],
): AsyncGenerator<ReportRow> {
  if (/\.csv$/i.test(file)) yield* readTable(file, source, needed);
  else yield readWhole(file, source);
}

async function readWhole(file: string, { encoding }: ReportSource): Promise<ReportRow> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw diskError(error, file);
  });
  const id = basename(file).replace(/\.[^.]*$/, '');
  const place = { file, line: 1, exam: id };
  const { text, problem } = decodeCell(bytes, encoding);
  return {
    id,
    row: 1,
    line: 1,
    cells: new Map(),
    ...(text === undefined && problem ? { failure: encodingFailure(place, problem) } : { text }),
    warnings: text !== undefined && problem ? [encodingWarning(place, problem)] : [],
  };
}
