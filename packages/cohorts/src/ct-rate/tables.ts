import { basename, join } from 'node:path';
import { ctRate18 } from '@totalfm/anatomy';
import type { Triple } from '@totalfm/core';
import { labelColumns, type LabelStates } from '../shared/label-truth.ts';
import { kindOf } from '../shared/path-kind.ts';
import { columnsOf, type WantedColumn } from '../shared/tables/columns.ts';
import { joinRows, type Joined } from '../shared/tables/join-rows.ts';
import { openTable } from '../shared/tables/open-table.ts';
import { rowError, type RowPlace, type Table } from '../shared/tables/table.ts';
import { labelsOf, reportRow, type ReportRow, type SectionColumn } from '../shared/tables/table-parts.ts';
import type { Rescale } from './hounsfield.ts';
import type { CtRateOptions, SectionName } from './options.ts';
import type { CtRateScan } from './scans.ts';

/** What the tables of one part of the data set say of its scans. A table that is not there is undefined. */
export interface PartTables {
  readonly reports?: {
    readonly table: Table;
    readonly sections: readonly SectionColumn[];
    readonly joined: Joined<ReportRow>;
  };
  readonly labels?: Joined<LabelStates>;
  readonly metadata?: Joined<Metadata>;
  /** Where reports should be. */
  readonly reportFile: string;
}

export interface Metadata extends Rescale {
  /** Millimetres along the axes of the file; undefined where the table has none. */
  readonly spacing?: Triple;
}

const volumeName: WantedColumn = { name: 'VolumeName', aliases: ['Volume', 'FileName', 'Image'] };

const sectionColumns: Readonly<Record<SectionName, WantedColumn & { readonly title: string }>> = {
  clinical: { title: 'Clinical information', name: 'ClinicalInformation_EN', aliases: ['ClinicalInformation'] },
  technique: { title: 'Technique', name: 'Technique_EN', aliases: ['Technique'] },
  findings: { title: 'Findings', name: 'Findings_EN', aliases: ['Findings'] },
  impression: { title: 'Impression', name: 'Impressions_EN', aliases: ['Impression_EN', 'Impressions', 'Impression'] },
};

/** Names of tables differ in how they spell the part. */
const spelled = { train: ['train'], valid: ['validation', 'valid'] } as const;

/** Reads the tables of a part through. Throws `TFM_COHORT_TABLE` where one lacks columns. */
export async function readPartTables(
  data: string,
  part: CtRateScan['part'],
  scans: ReadonlySet<string>,
  { options, signal }: { readonly options: CtRateOptions; readonly signal?: AbortSignal },
): Promise<PartTables> {
  const open = async (folder: string, ending: string) => {
    const files = spelled[part].map((name) => join(data, folder, `${name}_${ending}.csv`));
    for (const file of files) if ((await kindOf(file)) === 'file') return openTable(file, options.encoding);
    return undefined;
  };
  const examOf = (cell: string) => {
    const id = basename(cell.trim()).replace(/\.nii(\.gz)?$/i, '');
    return scans.has(id) ? id : undefined;
  };
  const [reports, labels, metadata] = [
    await open('radiology_text_reports', 'reports'),
    await open('multi_abnormality_labels', 'predicted_labels'),
    await open('metadata', 'metadata'),
  ];
  return {
    reports: reports && (await readReports(reports, { examOf, signal, sections: options.sections })),
    labels: labels && (await readLabels(labels, { examOf, signal })),
    metadata: metadata && (await readMetadata(metadata, { examOf, signal })),
    reportFile: join(data, 'radiology_text_reports', `${spelled[part][0]}_reports.csv`),
  };
}

interface Joins {
  readonly examOf: (cell: string) => string | undefined;
  readonly signal?: AbortSignal;
}

async function readReports(
  table: Table,
  { examOf, signal, sections: wanted }: Joins & { readonly sections: readonly SectionName[] },
): Promise<PartTables['reports']> {
  const named = Object.fromEntries(wanted.map((name) => [name, sectionColumns[name]]));
  const { exam, ...columns } = columnsOf(table, { exam: volumeName, ...named } as Record<string, WantedColumn>);
  const sections = wanted.map((name) => ({ title: sectionColumns[name].title, column: columns[name] }));
  const joined = await joinRows<ReportRow>(
    table,
    {
      columns: [exam, ...sections.map(({ column }) => column)],
      examOf,
      keep: (cells, place) => reportRow(cells, place, sections),
      same: (a, b) => a.revision === b.revision,
    },
    signal,
  );
  return { table, sections, joined };
}

function readLabels(table: Table, { examOf, signal }: Joins): Promise<Joined<LabelStates>> {
  const { exam, ...labels } = columnsOf(table, { exam: volumeName, ...labelColumns(ctRate18) } as Record<
    string,
    WantedColumn
  >);
  return joinRows(
    table,
    {
      columns: [exam, ...ctRate18.labels.map((_, index) => labels[index])],
      examOf,
      keep: (cells, place) => labelsOf(table.file, place, cells, ctRate18),
      same: (a, b) => a === b,
    },
    signal,
  );
}

function readMetadata(table: Table, { examOf, signal }: Joins): Promise<Joined<Metadata>> {
  const { exam, slope, intercept, xy, z } = columnsOf(table, {
    exam: volumeName,
    slope: { name: 'RescaleSlope' },
    intercept: { name: 'RescaleIntercept' },
    xy: { name: 'XYSpacing', aliases: ['PixelSpacing'] },
    z: { name: 'ZSpacing' },
  });
  return joinRows(
    table,
    {
      columns: [exam, slope, intercept, xy, z],
      examOf,
      keep: (cells, place) => metadataOf(table.file, place, cells),
      same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
    },
    signal,
  );
}

/** Cells of slope, intercept, `[row spacing, column spacing]` and slice spacing. */
function metadataOf(
  file: string,
  place: RowPlace,
  [slopeCell, interceptCell, xyCell, zCell]: readonly string[],
): Metadata {
  const [slope, intercept] = [numbersIn(slopeCell)[0], numbersIn(interceptCell)[0]];
  if (slope === undefined || intercept === undefined || slope === 0)
    throw rowError(file, place, {
      message: 'RescaleSlope or RescaleIntercept is no number, or the slope is 0.',
      fix: 'Get the table again, or take the files of `train_fixed`, which need no slope.',
    });
  const [rows, columns = rows] = numbersIn(xyCell);
  const [slices] = numbersIn(zCell);
  const spacing = [columns, rows, slices];
  return { slope, intercept, ...(spacing.every((step) => step > 0) && { spacing: spacing as unknown as Triple }) };
}

const numbersIn = (cell: string): readonly number[] => (cell.match(/-?\d+(\.\d+)?(e[-+]?\d+)?/gi) ?? []).map(Number);
