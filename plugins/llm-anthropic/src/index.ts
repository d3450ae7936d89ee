import { definePlugin } from '@totalfm/core';
import { anthropic } from './anthropic.ts';

export { anthropic } from './anthropic.ts';

export const plugin = definePlugin({
  name: '@totalfm/plugin-llm-anthropic',
  apiVersion: '^1.0.0',
  components: [anthropic],
});

export default plugin;
