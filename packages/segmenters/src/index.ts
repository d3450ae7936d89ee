import { definePlugin } from '@totalfm/core';
import { labelFiles } from './label-files/label-files.ts';
import { totalSegmentator } from './totalsegmentator/totalsegmentator.ts';

export const plugin = definePlugin({
  name: '@totalfm/segmenters',
  apiVersion: '^1.0.0',
  components: [labelFiles, totalSegmentator],
});
export default plugin;

export * from './errors.ts';
export { totalSegmentatorOptions, type TotalSegmentatorOptions } from './totalsegmentator/options.ts';
export { createTotalSegmentator, totalSegmentator } from './totalsegmentator/totalsegmentator.ts';
export { createLabelFiles, labelFiles, labelFilesOptions, type LabelFilesOptions } from './label-files/label-files.ts';
