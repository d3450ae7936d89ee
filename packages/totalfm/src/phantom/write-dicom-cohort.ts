import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, writeFileWhole, type Cohort } from '@totalfm/core';
import { writeDicomSeries } from '@totalfm/imaging';
import { stringify } from 'csv-stringify/sync';
import type { WriteFolderOptions } from './write-folder-cohort.ts';

/**
 * Writes the exams of a cohort as a hospital has them: `<dir>/<exam>/0001.dcm`, … without masks, and `<dir>/reports.csv` by
 * accession number, as the `dicom` cohort reads them. Exams that are there already are left alone. Returns their number.
 */
export async function writeDicomCohort(
  cohort: Cohort,
  dir: string,
  { progress, signal }: WriteFolderOptions,
): Promise<number> {
  const list = await cohort.list(signal);
  const rows: string[][] = [['AccessionNumber', 'report']];
  await mkdir(dir, { recursive: true });
  for (const [index, { id, patient }] of list.entries()) {
    throwIfAborted(signal);
    const exam = await cohort.open(id, signal);
    const target = join(dir, id);
    if (!(await stat(target).catch(() => undefined))) {
      const part = join(dir, `.${id}.part`);
      await rm(part, { recursive: true, force: true });
      const identity = { patientId: patient, accessionNumber: id, study: id, description: 'phantom' };
      await writeDicomSeries(part, await exam.ct(signal), identity, signal);
      await rename(part, target);
    }
    const report = await exam.report(signal);
    if (report !== undefined) rows.push([id, report]);
    progress.update(index + 1, list.length);
  }
  await writeFileWhole(join(dir, 'reports.csv'), stringify(rows));
  return list.length;
}
