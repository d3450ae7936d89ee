import { definePlugin } from '@totalfm/core';
import { labelFiles } from './label-files/label-files.ts';
import { nnunetOnnx } from './nnunet/nnunet-onnx.ts';
import { totalSegmentator } from './totalsegmentator/totalsegmentator.ts';

export const plugin = definePlugin({
  name: '@totalfm/segmenters',
  apiVersion: '^1.0.0',
  components: [labelFiles, nnunetOnnx, totalSegmentator],
});
export default plugin;

export * from './errors.ts';
export { totalSegmentatorOptions, type TotalSegmentatorOptions } from './totalsegmentator/options.ts';
export { createTotalSegmentator, totalSegmentator } from './totalsegmentator/totalsegmentator.ts';
export { createLabelFiles, labelFiles, labelFilesOptions, type LabelFilesOptions } from './label-files/label-files.ts';
export {
  createNnunetOnnx,
  nnunetOnnx,
  nnunetOnnxOptions,
  type NnunetOnnxNeeds,
  type NnunetOnnxOptions,
} from './nnunet/nnunet-onnx.ts';
