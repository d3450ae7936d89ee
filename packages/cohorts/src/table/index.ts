import { defineComponent, tokens } from '@totalfm/core';
import { tableOptions } from './options.ts';
import { createTableCohort } from './table-cohort.ts';

/**
 * Exams in the rows of a CSV or Parquet file: an id, a CT, and where there are any a patient, masks (a label map or a folder of
 * one mask a structure), a report (text or the path of a file), a split, and labels.
 *
 * ```yaml
 * cohort:
 *   use: table
 *   table: /data/exams.csv
 *   ctColumn: path
 *   labels: merlin-30
 * ```
 */
export const tableCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'table',
  description: 'Exams from the rows of a CSV or Parquet file, which says where CTs, masks and reports lie.',
  options: tableOptions,
  needs: { files: tokens.VolumeFiles, workspace: tokens.Workspace },
  create: ({ options, needs: { files, workspace } }) => createTableCohort(options, files, workspace.cacheDir),
});

export { tableOptions, type TableOptions } from './options.ts';
export { createTableCohort } from './table-cohort.ts';
