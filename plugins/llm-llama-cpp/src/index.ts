import { definePlugin } from '@totalfm/core';
import { llamaCpp } from './llama-cpp.ts';

export { llamaCppErrors } from './errors.ts';
export { llamaCpp } from './llama-cpp.ts';

export const plugin = definePlugin({
  name: '@totalfm/plugin-llm-llama-cpp',
  apiVersion: '^1.0.0',
  components: [llamaCpp],
});

export default plugin;
