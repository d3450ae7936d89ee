import { basename, dirname } from 'node:path';
import type { Cohort, VolumeFiles } from '@totalfm/core';
import { holdPatientsTogether, type AssignedExam } from '../shared/hold-patients.ts';
import { createTabledCohort, type TabledExam } from '../shared/tabled-cohort.ts';
import { openTable } from '../shared/tables/open-table.ts';
import type { TableOptions } from './options.ts';
import { rowExam, type RowReading } from './row-exam.ts';
import { tableColumns } from './table-columns.ts';

/** A cohort of the rows of a table. */
export const createTableCohort = (options: TableOptions, files: VolumeFiles, cacheDir?: string): Cohort =>
  createTabledCohort(
    {
      scope: { name: 'table-cohort', root: dirname(options.table), looked: { table: basename(options.table) } },
      exams: (signal) => readExams(options, signal),
    },
    files,
    cacheDir,
  );

/** Throws `TFM_COHORT_TABLE` and `TFM_COHORT_SPLIT`. */
async function readExams(options: TableOptions, signal?: AbortSignal): Promise<readonly TabledExam[]> {
  const table = await openTable(options.table, options.encoding);
  const reading: RowReading = { table, columns: tableColumns(table, options), options, seen: new Map() };
  const exams: TabledExam[] = [];
  const assigned: AssignedExam[] = [];
  for await (const row of table.rows(reading.columns.places, signal)) {
    const exam = rowExam(row, reading);
    const { id, patient, split, broken } = exam;
    exams.push(exam);
    if (!broken) assigned.push({ id, patient, split, line: row.place.line });
  }
  holdPatientsTogether(table.file, assigned);
  return exams;
}
