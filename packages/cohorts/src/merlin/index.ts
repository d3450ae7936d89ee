import { defineComponent, tokens } from '@totalfm/core';
import { createMerlinCohort } from './merlin-cohort.ts';
import { merlinOptions } from './options.ts';

/**
 * Merlin's abdominal CT (Blankemeier et al. 2026) where it was downloaded to, or a part of it: `{study id}.nii.gz`,
 * `reports_final.csv`, `zero_shot_findings_disease_cls.csv`, and splits of their own table or of the reports’.
 *
 * ```yaml
 * cohort:
 *   use: merlin
 *   root: /data/merlin
 *   ct: merlin_data
 *   splits: splits.csv
 * ```
 *
 * A finding that is 1 is present, 0 absent, and −1 was not assessed.
 */
export const merlinCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'merlin',
  description: 'Abdominal CT of Merlin’s data set in its own layout: scans, reports, 30 findings and splits.',
  options: merlinOptions,
  needs: { files: tokens.VolumeFiles, workspace: tokens.Workspace },
  create: ({ options, needs: { files, workspace } }) => createMerlinCohort(options, files, workspace.cacheDir),
});

export { createMerlinCohort } from './merlin-cohort.ts';
export { merlinOptions, type MerlinOptions } from './options.ts';
