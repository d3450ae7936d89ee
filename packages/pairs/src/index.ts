import { definePlugin } from '@totalfm/core';
import { organPairs } from './organ-pairs/index.ts';
import { webDataset } from './webdataset/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/pairs',
  apiVersion: '^1.0.0',
  components: [organPairs, webDataset],
});
export default plugin;

export * from './errors.ts';
export { createOrganPairs, organPairs, organPairsOptions, type OrganPairsOptions } from './organ-pairs/index.ts';
export { createWebDataset, webDataset } from './webdataset/index.ts';
