import { didYouMean } from '@totalfm/core';
import { appErrors } from '../errors.ts';
import type { DecodedCell } from './decode-cell.ts';
import { encodingFix } from './encoding-errors.ts';

/** The names of a table's columns. Throws `TFM_REPORT_TABLE` where one that is needed is missing. */
export function readHeader(file: string, cells: readonly DecodedCell[], needed: readonly string[]): readonly string[] {
  const unread = cells.find(({ text }) => text === undefined);
  if (unread?.problem)
    throw appErrors.TFM_REPORT_TABLE({
      file,
      line: 1,
      message: `The table ${unread.problem.what}.`,
      fix: encodingFix(unread.problem),
    });
  return checkHeader(
    file,
    cells.map(({ text = '' }) => text.trim()),
    needed,
  );
}

function checkHeader(file: string, header: readonly string[], needed: readonly string[]): readonly string[] {
  const missing = needed.find((name) => !header.includes(name));
  if (missing === undefined) return header;
  if (header.some((name) => name.includes('\0')))
    throw appErrors.TFM_REPORT_TABLE({
      file,
      line: 1,
      message: 'The file is not a table of text.',
      fix: 'Give a CSV file with a header and one report a row.',
    });
  // A table without a header has a report in its first row: nothing that may be a sentence is told.
  const names = header.filter((name) => /^[\w ()/-]{1,40}$/.test(name));
  const some =
    names.length === 0
      ? 'none that looks like a name'
      : `${names
          .slice(0, 8)
          .map((name) => `\`${name}\``)
          .join(', ')}${header.length > 8 ? ', …' : ''}`;
  throw appErrors.TFM_REPORT_TABLE({
    file,
    line: 1,
    option: missing,
    message: `The table has no column \`${missing}\`; it has ${some}.`,
    fix: (names.length > 0 && didYouMean(missing, names)) || 'Name its columns with --text-column and --id-column.',
  });
}
