import { dirname, resolve } from 'node:path';
import { fingerprintFile, fingerprintOf, isTotalFmError, type Split, type TotalFmError } from '@totalfm/core';
import { cohortErrors } from '../shared/errors.ts';
import { idOf } from '../shared/exam-id.ts';
import { noSplit } from '../shared/hold-patients.ts';
import { readReportFile } from '../shared/report-file.ts';
import { splitByHash, splitNamed } from '../shared/splits.ts';
import type { TabledExam, TabledPart } from '../shared/tabled-cohort.ts';
import { rowError, type Table, type TableRow } from '../shared/tables/table.ts';
import {
  brokenPart,
  brokenRevision,
  labelsOf,
  reportPart,
  reportRow,
  truthPart,
} from '../shared/tables/table-parts.ts';
import type { TableOptions } from './options.ts';
import type { TableColumns } from './table-columns.ts';

/** What rows are read with. */
export interface RowReading {
  readonly table: Table;
  readonly columns: TableColumns;
  readonly options: TableOptions;
  /** Line of each id that was seen. */
  readonly seen: Map<string, number>;
}

/** The exam of a row. Whatever is wrong with the row is that exam's error, under an id of its own. */
export function rowExam(row: TableRow, reading: RowReading): TabledExam {
  const { columns, options, seen, table } = reading;
  const { cells, place } = row;
  const written = columns.cell(cells, 'id') ?? '';
  const wrong = (message: string, fix: string) => rowError(table.file, place, { message, fix });
  // Of a row that does not fit its header, a cell may hold anything: a report, too.
  if (row.problem && !/^[A-Za-z0-9._-]{1,64}$/.test(written))
    return brokenExam(`line-${place.line}`, row, rowError(table.file, place, row.problem));
  if (written === '')
    return brokenExam(`line-${place.line}`, row, wrong('the row has no id.', 'Write its id, or remove the row.'));
  const id = idOf(written);
  const other = seen.get(id);
  if (other !== undefined) return brokenExam(`${id}.line-${place.line}`, row, twice(table.file, id, other, place.line));
  seen.set(id, place.line);
  if (row.problem) return brokenExam(id, row, rowError(table.file, place, row.problem));
  const ct = columns.cell(cells, 'ct');
  if (!ct) return brokenExam(id, row, wrong('the row names no CT.', 'Write the path of its CT, or remove the row.'));
  const patient = columns.cell(cells, 'patient') || id;
  const split = splitOf(patient, columns.cell(cells, 'split'), options);
  if (!split) return brokenExam(id, row, noSplit(table.file, id, place.line, columns.cell(cells, 'split')));
  const at = (path: string | undefined) => (path ? resolve(dirname(table.file), path) : undefined);
  return {
    ...{ id, patient, split },
    ct: { path: at(ct) as string },
    labels: at(columns.cell(cells, 'masks')),
    report: reportOf(row, reading),
    truth: truthOf(row, reading),
  };
}

const twice = (file: string, exam: string, first: number, line: number) =>
  cohortErrors.TFM_COHORT_ID_TWICE({
    file,
    line,
    exam,
    message: `${file}, line ${line}: the id ${exam} is that of line ${first} as well, which was taken.`,
    fix: 'Give every exam an id of its own, or remove one of the rows.',
  });

/** It is listed, so that somebody is told of it; its split does not matter. */
const brokenExam = (id: string, { cells }: TableRow, error: TotalFmError): TabledExam => ({
  ...{ id, patient: id, split: 'train' },
  broken: { error, revision: brokenRevision(error, cells) },
});

function splitOf(patient: string, cell: string | undefined, { split, fractions }: TableOptions): Split | undefined {
  if (split !== 'auto') return split;
  return cell === undefined ? splitByHash(patient, fractions) : splitNamed(cell);
}

function reportOf({ cells, place }: TableRow, { table, columns, options }: RowReading): TabledExam['report'] {
  const text = columns.cell(cells, 'report');
  if (!text) return undefined;
  if (options.report === 'path' || (options.report === 'auto' && /^[^\r\n]{1,1024}\.txt$/i.test(text)))
    return reportFilePart(resolve(dirname(table.file), text), options.encoding);
  const sections = [{ title: 'Report', column: columns.report }];
  return reportPart(table, sections, reportRow([columns.reportCell(cells)], place, sections));
}

const reportFilePart = (file: string, encoding: string): TabledPart<string> => ({
  revision: async () => fingerprintOf(['file', encoding, await fingerprintFile(file)]),
  read: () => readReportFile(file, encoding, cohortErrors.TFM_COHORT_REPORT),
});

function truthOf({ cells, place }: TableRow, { table, columns }: RowReading): TabledExam['truth'] {
  if (!columns.labels) return undefined;
  try {
    return truthPart(labelsOf(table.file, place, columns.labelCells(cells), columns.labels), columns.labels);
  } catch (error) {
    if (!isTotalFmError(error)) throw error;
    return brokenPart(error, cells);
  }
}
