import { definePlugin } from '@totalfm/core';
import { thyroid } from './thyroid.ts';

export { thyroid } from './thyroid.ts';

export const plugin = definePlugin({
  name: '@totalfm/plugin-organ-thyroid',
  apiVersion: '^1.0.0',
  components: [thyroid],
});

export default plugin;
