import { defineComponent, tokens } from '@totalfm/core';
import { phantomOptions } from './options.ts';
import { createPhantomCohort } from './phantom-cohort.ts';
import { phantomVersion } from './told-exams.ts';

/** The built-in cohort of drawn CT exams with reports and a known truth. */
export const phantomCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'phantom',
  version: phantomVersion,
  description: 'Drawn CT exams of the torso with 39 findings, reports and a known truth, from a seed.',
  options: phantomOptions,
  needs: { anatomy: tokens.AnatomyPhantoms, workspace: tokens.Workspace },
  create: ({ options, needs: { anatomy, workspace } }) => createPhantomCohort(options, anatomy, workspace.cacheDir),
});
