import { defineComponent, tokens } from '@totalfm/core';
import { createDicomCohort } from './dicom-cohort.ts';
import { dicomCohortOptions } from './options.ts';

/**
 * Studies of a tree of DICOM files, whatever its folders mean: the best CT series of each, its report by accession number, and
 * ids of patients and exams hashed with the project's key.
 *
 * ```yaml
 * cohort:
 *   use: dicom
 *   root: /data/pacs
 *   reports: /data/reports.csv
 *   key: PROJECT_KEY
 * ```
 */
export const dicomCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'dicom',
  description: 'Studies of a tree of DICOM files; ids of patients and exams are hashed.',
  options: dicomCohortOptions,
  needs: { files: tokens.VolumeFiles, workspace: tokens.Workspace, secrets: tokens.Secrets },
  create: ({ options, needs: { files, workspace, secrets } }) =>
    createDicomCohort(options, { files, secrets, cacheDir: workspace.cacheDir }),
});

export { createDicomCohort } from './dicom-cohort.ts';
export { dicomCohortOptions, type DicomCohortOptions } from './options.ts';
