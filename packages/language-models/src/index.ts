import { definePlugin } from '@totalfm/core';
import { llama } from './llama/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/language-models',
  apiVersion: '^1.0.0',
  components: [llama],
});
export default plugin;

export * from './errors.ts';
export { llama } from './llama/index.ts';
export { llamaOptions, type LlamaOptions } from './llama/options.ts';
export type { LlamaConfig, LlamaLayer } from './llama/config.ts';
