import { ctRate18 } from '@totalfm/anatomy';
import type { Cohort, Split, VolumeFiles } from '@totalfm/core';
import { splitByHash } from '../shared/splits.ts';
import { createTabledCohort, type TabledCt, type TabledExam } from '../shared/tabled-cohort.ts';
import { noReport, partOf, reportPart, truthPart } from '../shared/tables/table-parts.ts';
import { toHounsfield } from './hounsfield.ts';
import type { CtRateOptions } from './options.ts';
import { dataFolder, findScans, type CtRateScan } from './scans.ts';
import { withSpacing } from './spacing.ts';
import { readPartTables, type PartTables } from './tables.ts';

/** CT-RATE as it is published. Exams are the files that are there. */
export const createCtRateCohort = (options: CtRateOptions, files: VolumeFiles, cacheDir?: string): Cohort =>
  createTabledCohort(
    {
      scope: { name: 'ct-rate-cohort', root: options.root, looked: {} },
      async exams(signal) {
        const data = await dataFolder(options.root);
        const scans = await findScans(data, options, signal);
        const tables = new Map<CtRateScan['part'], PartTables>();
        for (const part of new Set(scans.map((scan) => scan.part))) {
          const ids = new Set(scans.filter((scan) => scan.part === part).map(({ id }) => id));
          tables.set(part, await readPartTables(data, part, ids, { options, signal }));
        }
        return scans.map((scan) => examOf(scan, tables.get(scan.part) as PartTables, options));
      },
    },
    files,
    cacheDir,
  );

function examOf(
  scan: CtRateScan,
  { reports, labels, metadata, reportFile }: PartTables,
  options: CtRateOptions,
): TabledExam {
  const { id, patient } = scan;
  const missing = noReport(id, reports?.table.file ?? reportFile, reports?.joined);
  return {
    id,
    patient,
    split: splitOf(scan, options),
    ct: ctOf(scan, metadata),
    report: reports
      ? partOf(reports.joined.rows.get(id), (row) => reportPart(reports.table, reports.sections, row), missing)
      : missing,
    truth: partOf(labels?.rows.get(id), (states) => truthPart(states, ctRate18)),
  };
}

function splitOf({ patient, part }: CtRateScan, { split, published, validation }: CtRateOptions): Split {
  if (split !== 'auto') return split;
  return part === 'valid' ? published : splitByHash(patient, { train: 1 - validation, validation });
}

function ctOf({ id, path, fixed }: CtRateScan, metadata: PartTables['metadata']): TabledCt {
  const row = metadata?.rows.get(id);
  const known = row && 'value' in row ? row.value : undefined;
  return {
    path,
    detail: JSON.stringify([fixed, known ?? null]),
    finish(volume, warn) {
      if (row && 'error' in row && !fixed) throw row.error;
      const inHu = toHounsfield(volume, { file: path, fixed, rescale: known }, warn);
      // Headers of fixed files are right.
      return fixed ? inHu : withSpacing(inHu, path, known?.spacing, warn);
    },
  };
}
