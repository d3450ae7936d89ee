import { join } from 'node:path';
import { merlin30 } from '@totalfm/anatomy';
import { labelColumns, type LabelStates } from '../shared/label-truth.ts';
import { kindOf } from '../shared/path-kind.ts';
import { columnsOf, type WantedColumn } from '../shared/tables/columns.ts';
import { joinRows, type Joined } from '../shared/tables/join-rows.ts';
import { openTable } from '../shared/tables/open-table.ts';
import { tableError, type Table } from '../shared/tables/table.ts';
import { labelsOf, reportRow, type ReportRow, type SectionColumn } from '../shared/tables/table-parts.ts';
import { merlinOptions, type MerlinOptions } from './options.ts';

/** What the table of reports says of a study. */
export interface StudyRow extends ReportRow {
  readonly patient?: string;
  readonly split?: string;
}

export interface SplitRow {
  readonly line: number;
  readonly split: string;
}

/** Tables that are not there are undefined. */
export interface MerlinTables {
  readonly reports?: {
    readonly table: Table;
    readonly sections: readonly SectionColumn[];
    readonly joined: Joined<StudyRow>;
    /** It has a column of splits. */
    readonly splits: boolean;
  };
  readonly labels?: Joined<LabelStates>;
  readonly splits?: Joined<SplitRow>;
}

interface Joins {
  readonly options: MerlinOptions;
  readonly examOf: (cell: string) => string | undefined;
  readonly signal?: AbortSignal;
}

/** Throws `TFM_COHORT_TABLE` where a table lacks columns, or is named by an option and not there. */
export async function readMerlinTables(
  options: MerlinOptions,
  studies: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<MerlinTables> {
  const examOf = (cell: string) => {
    const id = cell.trim().replace(/\.nii(\.gz)?$/i, '');
    return studies.has(id) ? id : undefined;
  };
  const joins = { options, examOf, signal };
  const [reports, labels, splits] = [
    await open(options, 'reports'),
    await open(options, 'labels'),
    options.split === 'auto' ? await open(options, 'splits') : undefined,
  ];
  return {
    reports: reports && (await readReports(reports, joins)),
    labels: labels && (await readLabels(labels, joins)),
    splits: splits && (await readSplits(splits, joins)),
  };
}

/** A table of its usual name may be missing; an Excel workbook in its place is told. */
async function open(options: MerlinOptions, which: 'reports' | 'labels' | 'splits'): Promise<Table | undefined> {
  const file = join(options.root, options[which]);
  if ((await kindOf(file)) === 'file') return openTable(file, options.encoding);
  const workbook = file.replace(/\.csv$/i, '.xlsx');
  if (workbook !== file && (await kindOf(workbook)) === 'file') return openTable(workbook, options.encoding);
  if (options[which] === merlinOptions.parse({ root: options.root })[which]) return undefined;
  throw tableError(file, `There is no table ${file}.`, `Correct the option \`${which}\`.`);
}

const studyId = ({ idColumn }: MerlinOptions): WantedColumn => ({
  name: idColumn,
  aliases: ['study_id', 'image_id', 'accession', 'id'],
});

async function readReports(table: Table, { options, examOf, signal }: Joins): Promise<MerlinTables['reports']> {
  const { findingsColumn, impressionColumn, patientColumn, splitColumn } = options;
  const optional = true;
  const { exam, findings, impression, patient, split } = columnsOf(table, {
    exam: studyId(options),
    findings: { name: findingsColumn, aliases: ['Finding', 'report', 'report text'] },
    impression: { name: impressionColumn, aliases: ['Impressions'], optional },
    patient: { name: patientColumn, aliases: ['patient', 'subject id'], optional },
    split: { name: splitColumn, optional },
  });
  const sections = [
    { title: 'Findings', column: findings },
    { title: 'Impression', column: impression },
  ].filter(({ column }) => column >= 0);
  const others = [patient, split].filter((column) => column >= 0);
  const joined = await joinRows<StudyRow>(
    table,
    {
      columns: [exam, ...sections.map(({ column }) => column), ...others],
      examOf,
      keep(cells, place) {
        const said = (column: number) => cells[sections.length + others.indexOf(column)]?.trim();
        return {
          ...reportRow(cells, place, sections),
          ...(patient >= 0 && { patient: said(patient) }),
          ...(split >= 0 && { split: said(split) }),
        };
      },
      same: (a, b) => a.revision === b.revision && a.patient === b.patient && a.split === b.split,
    },
    signal,
  );
  return { table, sections, joined, splits: split >= 0 };
}

function readLabels(table: Table, { options, examOf, signal }: Joins): Promise<Joined<LabelStates>> {
  const wanted: Record<string, WantedColumn> = { exam: studyId(options), ...labelColumns(merlin30) };
  const { exam, ...labels } = columnsOf(table, wanted);
  return joinRows(
    table,
    {
      columns: [exam, ...merlin30.labels.map((_, index) => labels[index])],
      examOf,
      keep: (cells, place) => labelsOf(table.file, place, cells, merlin30),
      same: (a, b) => a === b,
    },
    signal,
  );
}

function readSplits(table: Table, { options, examOf, signal }: Joins): Promise<Joined<SplitRow>> {
  const { exam, split } = columnsOf(table, { exam: studyId(options), split: { name: options.splitColumn } });
  return joinRows(
    table,
    {
      columns: [exam, split],
      examOf,
      keep: ([cell], { line }) => ({ line, split: cell }),
      same: (a, b) => a.split === b.split,
    },
    signal,
  );
}
