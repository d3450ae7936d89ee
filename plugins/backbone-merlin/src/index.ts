import { definePlugin } from '@totalfm/core';
import { merlin } from './merlin.ts';
import { merlinText } from './merlin-text.ts';

export { merlin } from './merlin.ts';
export { merlinText } from './merlin-text.ts';
export { createMerlinPhenotypes, createMerlinVision, type MerlinPhenotypes } from './merlin-vision.ts';
export { merlinOptions, type MerlinOptions } from './options.ts';
export { readMerlin, type ReadMerlinOptions } from './official-weights.ts';
export { PHENOTYPES, type MerlinHead } from './official-names.ts';

export const plugin = definePlugin({
  name: '@totalfm/plugin-backbone-merlin',
  apiVersion: '^1.0.0',
  components: [merlin, merlinText],
});

export default plugin;
