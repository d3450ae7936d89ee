import { definePlugin } from '@totalfm/core'; export const plugin = definePlugin({ name: '@totalfm/plugin-llm-llama-cpp', apiVersion: '^1.0.0', components: [] }); export default plugin;
