import { definePlugin } from '@totalfm/core';
import { totalFmVolumes } from './cutter/totalfm-volumes.ts';
import { totalFm } from './encoder/totalfm.ts';
import { totalFmText } from './encoder/totalfm-text.ts';

export { totalFmVolumesOptions, type TotalFmVolumesOptions } from './cutter/options.ts';
export { createTotalFmVolumes, totalFmVolumes } from './cutter/totalfm-volumes.ts';
export { totalFmOptions, type TotalFmOptions } from './encoder/options.ts';
export { publishedTotalFm, totalFmTable } from './encoder/weights.ts';
export { totalFmText } from './encoder/totalfm-text.ts';
export { createTotalFm, totalFm } from './encoder/totalfm.ts';

export const plugin = definePlugin({
  name: '@totalfm/plugin-backbone-totalfm',
  apiVersion: '^1.0.0',
  components: [totalFm, totalFmText, totalFmVolumes],
});

export default plugin;
