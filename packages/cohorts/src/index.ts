import { definePlugin } from '@totalfm/core';
import { folderCohort } from './folder/index.ts';
import { phantomCohort } from './phantom/index.ts';

export { cohortErrors } from './errors.ts';
export * from './folder/index.ts';
export * from './phantom/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/cohorts',
  apiVersion: '^1.0.0',
  components: [folderCohort, phantomCohort],
});

export default plugin;
