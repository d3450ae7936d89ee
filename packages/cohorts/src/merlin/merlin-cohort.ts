import { join } from 'node:path';
import { merlin30 } from '@totalfm/anatomy';
import type { Cohort, Split, TotalFmError, VolumeFiles } from '@totalfm/core';
import { cohortErrors } from '../shared/errors.ts';
import { idOf } from '../shared/exam-id.ts';
import { holdPatientsTogether, noSplit, type AssignedExam } from '../shared/hold-patients.ts';
import { splitByHash, splitNamed } from '../shared/splits.ts';
import { createTabledCohort, type TabledExam } from '../shared/tabled-cohort.ts';
import { brokenRevision, noReport, partOf, reportPart, truthPart } from '../shared/tables/table-parts.ts';
import { volumesIn, type NamedVolume } from '../shared/volume-names.ts';
import type { MerlinOptions } from './options.ts';
import { readMerlinTables, type MerlinTables } from './tables.ts';

/** Merlin's data set as it is published. Exams are the CTs that are there. */
export const createMerlinCohort = (options: MerlinOptions, files: VolumeFiles, cacheDir?: string): Cohort =>
  createTabledCohort(
    {
      scope: { name: 'merlin-cohort', root: options.root, looked: {} },
      exams: (signal) => readExams(options, signal),
    },
    files,
    cacheDir,
  );

async function readExams(options: MerlinOptions, signal?: AbortSignal): Promise<readonly TabledExam[]> {
  const volumes = await findVolumes(options);
  const masks = await volumesIn(join(options.root, options.segmentations), { folders: true });
  const labels = new Map(masks.map(({ name, path }) => [name, path]));
  const tables = await readMerlinTables(options, new Set(volumes.map(({ name }) => name)), signal);
  const exams = volumes.map(({ name, path }) => ({ ...placedExam(name, tables, options), path, name }));
  const file = (tables.splits ?? tables.reports?.joined)?.file;
  if (file)
    holdPatientsTogether(
      file,
      exams.filter(({ broken }) => !broken),
    );
  return exams.map(({ name, path, line: _, ...exam }) => ({
    ...exam,
    ct: { path },
    labels: labels.get(name),
    ...partsOf(name, tables, join(options.root, options.reports)),
  }));
}

/** Throws `TFM_COHORT_ROOT` and `TFM_COHORT_ID_TWICE`. */
async function findVolumes({ root, ct }: MerlinOptions): Promise<readonly NamedVolume[]> {
  const dir = join(root, ct);
  const volumes = await volumesIn(dir);
  if (volumes.length === 0)
    throw cohortErrors.TFM_COHORT_ROOT({
      file: dir,
      option: 'ct',
      message: `${dir} holds no CT.`,
      fix: 'Set `cohort.root` to the data set, and `cohort.ct` to the folder in it that holds `{study id}.nii.gz`.',
    });
  const seen = new Map<string, string>();
  for (const { name, path } of volumes) {
    const other = seen.get(idOf(name));
    if (other !== undefined)
      throw cohortErrors.TFM_COHORT_ID_TWICE({
        file: path,
        exam: idOf(name),
        message: `${other} and ${path} are both of the study ${idOf(name)}.`,
        fix: 'Remove or rename one of them.',
      });
    seen.set(idOf(name), path);
  }
  return volumes;
}

/** Who the patient is and which split it is in; broken where the tables should say it and do not. */
function placedExam(
  name: string,
  tables: MerlinTables,
  options: MerlinOptions,
): AssignedExam & Pick<TabledExam, 'broken'> {
  const id = idOf(name);
  const study = tables.reports?.joined.rows.get(name);
  const patient = (study && 'value' in study && study.value.patient) || id;
  const line = study && 'value' in study ? study.value.place.line : 0;
  if (options.split !== 'auto') return { id, patient, line, split: options.split };
  const fallback: Split = splitByHash(patient, options.fractions);
  const { splits, reports } = tables;
  const source = splits ?? (reports?.splits ? reports.joined : undefined);
  if (!source) return { id, patient, line, split: fallback };
  const row = source.rows.get(name);
  const broken = (error: TotalFmError, cells: readonly string[] = []) => ({
    ...{ id, patient, line, split: fallback },
    broken: { error, revision: brokenRevision(error, cells) },
  });
  if (!row) return broken(noSplit(source.file, id));
  if ('error' in row) return broken(row.error, row.cells);
  const at = 'line' in row.value ? row.value.line : row.value.place.line;
  const split = splitNamed(row.value.split ?? '');
  return split ? { id, patient, line: at, split } : broken(noSplit(source.file, id, at, row.value.split));
}

function partsOf(name: string, { reports, labels }: MerlinTables, file: string): Pick<TabledExam, 'report' | 'truth'> {
  const missing = noReport(idOf(name), file, reports?.joined);
  return {
    report: reports
      ? partOf(reports.joined.rows.get(name), (row) => reportPart(reports.table, reports.sections, row), missing)
      : missing,
    truth: partOf(labels?.rows.get(name), (states) => truthPart(states, merlin30)),
  };
}
