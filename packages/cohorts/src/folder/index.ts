import { defineComponent, tokens } from '@totalfm/core';
import { createFolderCohort } from './folder-cohort.ts';
import { folderOptions } from './options.ts';

/**
 * Exams in folders: `root/<exam>/` with a CT (`ct.nii.gz`, or `ct` in any format that a loaded plugin reads), a
 * `segmentation` likewise (TotalSegmentator v2's numbers, or a folder of one mask a structure), `report.txt`, and
 * optionally `exam.json` (`{ "patient": "…" }`) and `truth.json` (an `ExamTruth`). What an exam lacks or has wrong is that
 * exam's error, and no other's.
 */
export const folderCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'folder',
  description: 'Exams from a folder: one folder each with a CT, a segmentation and a report.',
  options: folderOptions,
  needs: { files: tokens.VolumeFiles, workspace: tokens.Workspace },
  create: ({ options, needs: { files, workspace } }) => createFolderCohort(options, files, workspace.cacheDir),
});

export { createFolderCohort } from './folder-cohort.ts';
export { folderErrors } from './errors.ts';
export { folderOptions, type FolderOptions } from './options.ts';
