import { definePlugin } from '@totalfm/core';
import { phantomCohort } from './cohort.ts';

export { phantomCohort } from './cohort.ts';
export { phantomErrors } from './errors.ts';
export { phantomOptions, type PhantomOptions } from './options.ts';
export { createPhantomCohort } from './phantom-cohort.ts';
export { catalogue as phantomFindings, type CatalogueEntry as PhantomFindingEntry } from './plan/catalogue.ts';

export const plugin = definePlugin({
  name: '@totalfm/phantom',
  apiVersion: '^1.0.0',
  components: [phantomCohort],
});

export default plugin;
