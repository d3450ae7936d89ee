import { definePlugin } from '@totalfm/core';
import { ctClip } from './ct-clip.ts';
import { ctClipText } from './ct-clip-text.ts';

export { createCtClip, ctClip } from './ct-clip.ts';
export { ctClipText } from './ct-clip-text.ts';
export { ctClipTable, publishedCtClip } from './weights.ts';
export { ctClipOptions, type CtClipOptions } from './options.ts';

export const plugin = definePlugin({
  name: '@totalfm/plugin-backbone-ct-clip',
  apiVersion: '^1.0.0',
  components: [ctClip, ctClipText],
});

export default plugin;
