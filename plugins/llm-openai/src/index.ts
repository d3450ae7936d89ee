import { definePlugin } from '@totalfm/core';
import { openai } from './openai.ts';

export { openai } from './openai.ts';

export const plugin = definePlugin({ name: '@totalfm/plugin-llm-openai', apiVersion: '^1.0.0', components: [openai] });

export default plugin;
