import { definePlugin } from '@totalfm/core';
import { diloco } from './diloco/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/sites',
  apiVersion: '^1.0.0',
  components: [diloco],
});
export default plugin;

export { createDiLoCo, diloco, dilocoOptions, type DiLoCoOptions } from './diloco/index.ts';
export { coordinate, type CoordinatorOptions } from './diloco/coordinate.ts';
export * from './errors.ts';
