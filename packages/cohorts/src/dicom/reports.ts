import { join } from 'node:path';
import { fingerprintOf } from '@totalfm/core';
import { readDicomReport } from '@totalfm/imaging';
import { cohortErrors } from '../shared/errors.ts';
import { kindOf } from '../shared/path-kind.ts';
import { readReportFile } from '../shared/report-file.ts';
import type { TabledPart } from '../shared/tabled-cohort.ts';
import { columnsOf } from '../shared/tables/columns.ts';
import { joinRows } from '../shared/tables/join-rows.ts';
import { openTable } from '../shared/tables/open-table.ts';
import { partOf, reportPart, reportRow } from '../shared/tables/table-parts.ts';
import type { DicomCohortOptions } from './options.ts';
import type { KeptStudy } from './studies.ts';

export type ReportPart = TabledPart<string | undefined>;

/** Finds the report of a study: by its accession number, else the structured report within it. */
export type FindReport = (study: KeptStudy) => ReportPart | undefined;

/** Throws `TFM_COHORT_TABLE` for a table that lacks a column, and `TFM_COHORT_ROOT` for a place that is not there. */
export async function reportFinder(
  options: DicomCohortOptions,
  studies: readonly KeptStudy[],
  signal?: AbortSignal,
): Promise<FindReport> {
  const own = options.reports === undefined ? undefined : await named(options, options.reports, studies, signal);
  return (study) => own?.(study) ?? structuredReport(study);
}

async function named(
  options: DicomCohortOptions,
  path: string,
  studies: readonly KeptStudy[],
  signal?: AbortSignal,
): Promise<FindReport> {
  const kind = await kindOf(path);
  if (kind === 'none')
    throw cohortErrors.TFM_COHORT_ROOT({
      file: path,
      option: 'reports',
      message: `There are no reports at ${path}.`,
      fix: 'Correct `cohort.reports`, or leave it out where structured reports lie with the images.',
    });
  return kind === 'folder' ? textFiles(options, path) : tableOfReports(options, path, studies, signal);
}

function textFiles({ encoding }: DicomCohortOptions, folder: string): FindReport {
  const fileOf = ({ accessionNumber }: KeptStudy) =>
    /^[^/\\\0]+$/.test(accessionNumber) ? join(folder, `${accessionNumber}.txt`) : undefined;
  return (study) => {
    const file = fileOf(study);
    if (file === undefined) return undefined;
    const read = async () =>
      (await kindOf(file)) === 'file' ? readReportFile(file, encoding, cohortErrors.TFM_COHORT_REPORT) : undefined;
    const structured = structuredReport(study);
    return textPart(async () => (await read()) ?? structured?.read());
  };
}

async function tableOfReports(
  { idColumn, textColumn, encoding }: DicomCohortOptions,
  file: string,
  studies: readonly KeptStudy[],
  signal?: AbortSignal,
): Promise<FindReport> {
  const wanted = new Set(studies.map(({ accessionNumber }) => accessionNumber).filter(Boolean));
  const table = await openTable(file, encoding);
  const { exam, text } = columnsOf(table, {
    exam: { name: idColumn, aliases: ['accession number', 'accession', 'AccessionNo', 'accession_number'] },
    text: { name: textColumn, aliases: ['text', 'report_text', 'findings'] },
  });
  const sections = [{ title: '', column: text }];
  const joined = await joinRows(
    table,
    {
      columns: [exam, text],
      examOf: (cell) => (wanted.has(cell.trim()) ? cell.trim() : undefined),
      keep: (cells, place) => reportRow(cells, place, sections),
      same: (a, b) => a.revision === b.revision,
    },
    signal,
  );
  return ({ accessionNumber }) =>
    partOf<Parameters<typeof reportPart>[2], string | undefined>(joined.rows.get(accessionNumber), (row) =>
      reportPart(table, sections, row),
    );
}

/** The last structured report of a study: an addendum follows what it adds to. */
function structuredReport({ series }: KeptStudy): ReportPart | undefined {
  const last = series.filter(({ kind, isFile }) => kind === 'report' && isFile).at(-1);
  if (!last) return undefined;
  return { revision: last.digest, read: async (signal) => (await readDicomReport(last.place, signal)).text };
}

const textPart = (read: ReportPart['read']): ReportPart => ({
  revision: async () => fingerprintOf([(await read()) ?? '']),
  read,
});
