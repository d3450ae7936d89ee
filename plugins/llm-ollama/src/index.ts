import { definePlugin } from '@totalfm/core';
import { ollama } from './ollama.ts';

export { ollama } from './ollama.ts';

export const plugin = definePlugin({ name: '@totalfm/plugin-llm-ollama', apiVersion: '^1.0.0', components: [ollama] });

export default plugin;
