import { defineComponent, tokens } from '@totalfm/core';
import { createCtRateCohort } from './ct-rate-cohort.ts';
import { ctRateOptions } from './options.ts';

/**
 * CT-RATE (Hamamci et al. 2024) where it was downloaded to, or a part of it: `train/train_1/train_1_a/train_1_a_1.nii.gz`,
 * `valid/…`, `*_fixed`, with the tables of `radiology_text_reports`, `multi_abnormality_labels` and `metadata`.
 *
 * ```yaml
 * cohort:
 *   use: ct-rate
 *   root: /data/CT-RATE/dataset
 *   reconstruction: first
 *   validation: 0.05
 * ```
 *
 * Original files hold stored values: slope, intercept and spacing of `metadata` are applied, once. Patients are the data set's;
 * its validation scans are `test` here. The truth is its table of 18 predicted labels.
 */
export const ctRateCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'ct-rate',
  description: 'Chest CT of CT-RATE in its own layout: scans, reports, 18 labels, and HU by its metadata.',
  options: ctRateOptions,
  needs: { files: tokens.VolumeFiles, workspace: tokens.Workspace },
  create: ({ options, needs: { files, workspace } }) => createCtRateCohort(options, files, workspace.cacheDir),
});

export { createCtRateCohort } from './ct-rate-cohort.ts';
export { ctRateErrors } from './errors.ts';
export { ctRateOptions, type CtRateOptions } from './options.ts';
