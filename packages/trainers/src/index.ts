import { definePlugin } from '@totalfm/core';
import { contrastive } from './contrastive/index.ts';
import { videomae } from './videomae/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/trainers',
  apiVersion: '^1.0.0',
  components: [videomae, contrastive],
});
export default plugin;

export * from './errors.ts';
export { contrastive, contrastiveOptions } from './contrastive/index.ts';
export { videomae, videomaeOptions } from './videomae/index.ts';
