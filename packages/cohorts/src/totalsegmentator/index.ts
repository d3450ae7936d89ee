import { defineComponent, tokens } from '@totalfm/core';
import { totalSegmentatorOptions } from './options.ts';
import { createTotalSegmentatorCohort } from './totalsegmentator-cohort.ts';

/**
 * The public data set of TotalSegmentator (Wasserthal et al. 2023), either version, or a part of it: `s0011/ct.nii.gz`, one
 * mask a structure in `s0011/segmentations`, and `meta.csv` with splits. It has no reports.
 *
 * ```yaml
 * cohort:
 *   use: totalsegmentator
 *   root: /data/Totalsegmentator_dataset_v201
 *   split: auto
 * ```
 */
export const totalSegmentatorCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'totalsegmentator',
  description: 'CTs with masks of TotalSegmentator’s public data set in its own layout; no reports.',
  options: totalSegmentatorOptions,
  needs: { files: tokens.VolumeFiles, workspace: tokens.Workspace },
  create: ({ options, needs: { files, workspace } }) =>
    createTotalSegmentatorCohort(options, files, workspace.cacheDir),
});

export { totalSegmentatorOptions, type TotalSegmentatorOptions } from './options.ts';
export { createTotalSegmentatorCohort } from './totalsegmentator-cohort.ts';
